import { below } from './names';
import { inRevision, stepsFolder } from './package-programs';
import { insteadOf, onceBefore } from './start-command';
import type { Repository } from '../../checks/source/repository';
import { UserError } from '../../messages/user-error';
import { literalOf, shellCommands } from '../quoting/shell-line';
import { SHELL_ONLY } from '../start-line';

/**
 * What a Procfile runs besides the server. It is not written into the CDK app: a first run would fail without the database that it prepares, and
 * whether it may run again is for its owner to say.
 */
export function procfileNotes(repository: Repository, directory: string): string[] {
  const folder = [directory, '.'].find((each) => repository.isFile(below(each, 'Procfile')));
  if (folder === undefined) return [];
  const path = below(folder, 'Procfile');
  const inside = (steps: string) => inRevision(steps, stepsFolder(repository, folder));
  return (repository.read(path) ?? '').split('\n').flatMap((text, index) => {
    const [, type, command] = /^([\w-]+):\s*(\S.*?)\s*$/.exec(text) ?? [];
    if (command === undefined) return [];
    const line = `${path}:${index + 1}`;
    if (type === 'web') {
      const steps = stepsOf(command).join(' && ');
      const isLeftOut = `${line}: \`${steps.slice(0, 100)}\`, which runs before the server, is left out`;
      return steps === '' ? [] : [`${isLeftOut}. ${insteadOf(inside(steps))}`];
    }
    if (type !== 'release') return [`${line}: \`${type}\` (\`${command.slice(0, 100)}\`) is left out: hosts start the web process only`];
    const instead = onceBefore(inside(command));
    return [`${line}: the release command is left out: ${instead}, before the revision serves (not with Lambda); it must be safe to run again`];
  });
}

/** All but the last of several commands. */
function stepsOf(line: string): string[] {
  try {
    return shellCommands(line).slice(0, -1).filter(({ operator, words: [first] }) => {
      const name = first && literalOf(first);
      return (operator === '&&' || operator === ';') && name !== undefined && !SHELL_ONLY.has(name);
    }).map(({ words }) => words.map(({ source }) => source).join(' '));
  } catch (error) {
    if (error instanceof UserError) return [];
    throw error;
  }
}
