import { Command } from 'commander';
import { withExamples } from './help';
import { confirmed } from './running/confirmed';
import { forRun, type RunOptions } from './running/run-options';
import { stateDirectoryOf } from './state-directory-option';
import { removeState } from '../engine';

const EXAMPLES = [
  { line: 'gostyle clean', does: 'asks first; the next run then starts from scratch' },
  { line: 'gostyle clean --yes', does: 'for scripts' },
];

export function command(): Command {
  return forRun(withExamples(new Command('clean'), EXAMPLES))
    .description('Deletes the state of this directory\'s runs: executions, revisions, instances and their files. Refused while a run is using it.')
    .option('--yes', 'do not ask')
    .action(async (options: RunOptions & { readonly yes?: true }) => {
      const directory = stateDirectoryOf(options);
      if (!await confirmed(`remove ${directory} and everything in it?`, options.yes === true)) return;
      process.stderr.write(await removeState(directory) ? `removed ${directory}\n` : `${directory} does not exist: nothing to remove\n`);
    });
}
