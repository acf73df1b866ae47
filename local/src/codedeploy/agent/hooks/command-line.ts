import { isTruthy } from '../../../yaml/ruby/value';
import type { Script } from '../appspec/app-spec';

export interface CommandLine {
  readonly program: string;
  /** The name under which the program sees itself. */
  readonly argv0: string;
  readonly args: readonly string[];
}

const SHELL_CHARACTERS = /[*?{}[\]<>()~&|\\$;'`"\n#]/;

/** How the agent starts a script: no arguments, through `su` and `sudo` where the AppSpec asks for them. */
export function commandLineOf({ runas, sudo }: Pick<Script, 'runas' | 'sudo'>, path: string): CommandLine {
  const asUser = runas === null ? path : `su ${runas} -c ${path}`;
  return splitAsRuby(isTruthy(sudo) ? `sudo ${asUser}` : asUser);
}

/** Ruby splits a command at blanks itself, and leaves it to a shell when it has anything that a shell would understand. */
function splitAsRuby(command: string): CommandLine {
  if (SHELL_CHARACTERS.test(command)) return { program: '/bin/sh', argv0: 'sh', args: ['-c', command] };
  const [program, ...args] = command.split(/[ \t]+/).filter((word) => word !== '');
  return { program, argv0: program, args };
}
