import { Command } from 'commander';
import { withExamples } from './help';
import { confirmed } from './running/confirmed';
import { forRun, type RunOptions } from './running/run-options';
import { stateDirectoryOf } from './state-directory-option';
import { removeState } from '../engine';

const EXAMPLES = [
  { line: 'gostyle clean', does: 'asks, then the next run starts with nothing' },
  { line: 'gostyle clean --yes', does: 'for scripts' },
];

export function command(): Command {
  return forRun(withExamples(new Command('clean'), EXAMPLES))
    .description('Removes what runs of this directory have kept: executions, revisions, instances and their files. Refuses while a run uses it.')
    .option('--yes', 'do not ask')
    .action(async (options: RunOptions & { readonly yes?: true }) => {
      const directory = stateDirectoryOf(options);
      if (!await confirmed(`remove ${directory} with everything in it?`, options.yes === true)) return;
      process.stderr.write(await removeState(directory) ? `removed ${directory}\n` : `${directory} is not there: nothing to remove\n`);
    });
}
