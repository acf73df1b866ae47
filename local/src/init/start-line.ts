import { spawnSync } from 'node:child_process';
import { literalOf, shellCommands, type ShellWord } from './quoting/shell-line';
import { UserError } from '../messages/user-error';
import { lastLine } from '../system/command';

/** A start command that no shell is needed for. */
export interface StartLine {
  /** `NAME=value` before the program. */
  readonly environment: readonly string[];
  readonly words: readonly ShellWord[];
}

/** Words that only a shell knows: no program has these names, or it would not do the same. */
export const SHELL_ONLY: ReadonlySet<string> = new Set([
  '.', ':', '!', '{', 'case', 'cd', 'command', 'eval', 'exec', 'exit', 'export', 'for', 'if', 'read', 'set', 'shift', 'source', 'trap', 'ulimit',
  'umask', 'unset', 'until', 'wait', 'while',
]);
export const ASSIGNMENT = /^[A-Za-z_]\w*=/;

/** Undefined if a shell has to run it. */
export function readStart(command: string): StartLine | undefined {
  const [only, ...others] = shellCommands(command);
  if (only === undefined || others.length > 0 || only.operator !== undefined || only.words.some(({ needsShell }) => needsShell)) return undefined;
  const program = only.words.findIndex(({ source }) => !ASSIGNMENT.test(source));
  const environment = only.words.slice(0, program).map(literalOf);
  const words = only.words.slice(program);
  const name = words[0] && literalOf(words[0]);
  if (program < 0 || name === undefined || SHELL_ONLY.has(name) || environment.includes(undefined)) return undefined;
  return { environment: environment.filter((each) => each !== undefined), words };
}

/** Why a start command cannot be one; undefined if it can. */
export function startProblem(command: string): string | undefined {
  try {
    const last = shellCommands(command).at(-1);
    if (last === undefined) return 'must not be empty';
    if (last.operator === '&') return `must stay in the foreground, because whatever starts it waits for its end: remove the &, got: ${command}`;
    return readStart(command) ? undefined : syntaxProblem(command);
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return `${error.message}, got: ${JSON.stringify(command)}`;
  }
}

/** What a shell says about a command that it would have to run. */
function syntaxProblem(command: string): string | undefined {
  const { status, stderr } = spawnSync('sh', ['-n', '-c', command], { encoding: 'utf8' });
  return status === 0 ? undefined : `must be a command of a shell, which says \`${lastLine(stderr)}\`, got: ${command}`;
}
