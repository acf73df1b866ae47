import { runCommand, type CommandResult } from './command';

/** Paths of the user's own configuration. Everything else that git reads from its environment may run a program. */
const KEPT = new Set(['GIT_CONFIG_GLOBAL', 'GIT_CONFIG_SYSTEM', 'GIT_CONFIG_NOSYSTEM']);
const OUTSIDE = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('GIT_') || KEPT.has(name)));
const QUIET = {
  LC_ALL: 'C', GIT_OPTIONAL_LOCKS: '0', GIT_NO_LAZY_FETCH: '1', GIT_NO_REPLACE_OBJECTS: '1', GIT_TERMINAL_PROMPT: '0', GIT_ATTR_NOSYSTEM: '1',
};
const NO_PROGRAMS = ['core.fsmonitor=false', 'core.hooksPath=/dev/null', 'core.pager=cat', 'log.showSignature=false', 'diff.external='];

/**
 * For git commands that run no program from the repository's configuration: finding the repository and resolving references. Nothing that
 * reads objects, the index or the work tree belongs here (`filter`, `textconv`, a promisor's transport, ...).
 */
export function gitReferences(directory: string, args: readonly string[]): Promise<CommandResult> {
  const options = NO_PROGRAMS.flatMap((setting) => ['-c', setting]);
  return runCommand('git', ['-C', directory, '--no-pager', ...options, ...args], { env: { ...OUTSIDE, ...QUIET } });
}

/** Runs git with only the configuration in the folder that `environment` sets as `GIT_DIR`. */
export function gitAlone(directory: string, args: readonly string[], environment: Readonly<Record<string, string>>): Promise<CommandResult> {
  const alone = { GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_SYSTEM: '/dev/null', GIT_CONFIG_NOSYSTEM: '1' };
  return runCommand('git', ['-C', directory, '--no-pager', ...args], { env: { ...OUTSIDE, ...QUIET, ...alone, ...environment } });
}
