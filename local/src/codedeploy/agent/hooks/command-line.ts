import { isTruthy } from '../../../yaml/ruby/value';
import type { Script } from '../appspec/app-spec';

export interface CommandLine {
  readonly program: string;
  /** The name that the program sees as its own. */
  readonly argv0: string;
  readonly args: readonly string[];
}

const SHELL_CHARACTERS = /[*?{}[\]<>()~&|\\$;'`"\n#]/;

/** The agent's command line for a script: no arguments, and `su` or `sudo` if the AppSpec asks for them. */
export function commandLineOf({ runas, sudo }: Pick<Script, 'runas' | 'sudo'>, path: string): CommandLine {
  const asUser = runas === null ? path : `su ${runas} -c ${path}`;
  return splitAsRuby(isTruthy(sudo) ? `sudo ${asUser}` : asUser);
}

/** Ruby splits a command at blanks itself, unless it contains shell syntax: then it runs a shell. */
function splitAsRuby(command: string): CommandLine {
  if (SHELL_CHARACTERS.test(command)) return { program: '/bin/sh', argv0: 'sh', args: ['-c', command] };
  const [program, ...args] = command.split(/[ \t]+/).filter((word) => word !== '');
  return { program, argv0: program, args };
}
