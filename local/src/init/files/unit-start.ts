import { quotedArgument, quotedWord } from '../../unit/quoted-word';
import { literalOf, type ShellWord } from '../quoting/shell-line';
import { readStart } from '../start-line';

/** The lines of a unit that start a program. */
export interface UnitStart {
  /** `NAME=value` without quotes. */
  readonly environment: readonly string[];
  /** Value of `ExecStart=`. */
  readonly command: string;
  readonly isJava: boolean;
}

/** What systemd takes for a setting of the command, or for its end. */
const PREFIX = /^[-@:+!|;]/;

/** Translates a command line of a shell into one of systemd, which has other quotes, variables and operators; some need a shell. */
export function unitStart(command: string, folder: string): UnitStart {
  const line = readStart(command);
  const program = line && literalOf(line.words[0]!);
  if (!line || program === undefined || PREFIX.test(program)) {
    return { environment: [], command: `/bin/sh -c ${quotedArgument(command)}`, isJava: false };
  }
  // systemd accepts a name or an absolute path. It expands no variable in it.
  const path = program.includes('/') && !program.startsWith('/') ? `${folder}/${program.replace(/^\.\//, '')}` : program;
  return {
    environment: line.environment,
    command: [quotedWord(path), ...line.words.slice(1).map(argument)].join(' '),
    isJava: program.split('/').at(-1) === 'java',
  };
}

/** `$NAME` alone is split at blanks, like the unquoted variable of a shell; `${NAME}` stays one word. */
function argument({ parts }: ShellWord): string {
  const [first] = parts;
  if (parts.length === 1 && 'variable' in first! && !first.isQuoted) return `$${first.variable}`;
  const text = parts.map((part) => 'text' in part ? part.text.replaceAll('$', '$$$$') : `\${${part.variable}}`).join('');
  return text === ';' ? quotedArgument(text) : quotedWord(text);
}
