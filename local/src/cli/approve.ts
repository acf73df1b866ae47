import { Command } from 'commander';
import { withExamples } from './help';
import { decide, withComment, type DecideOptions } from './running/decide';
import { forRun } from './running/run-options';

const EXAMPLES = [
  { line: 'gostyle approve', does: 'the only environment that is waiting' },
  { line: 'gostyle approve production --comment "seen on staging"', does: 'that environment, with the reason' },
];

export function command(): Command {
  return withComment(forRun(withExamples(new Command('approve'), EXAMPLES)))
    .description('Approves the release that is waiting in this directory\'s run.')
    .argument('[environment]', 'may be omitted if only one is waiting')
    .action(async (environment: string | undefined, options: DecideOptions) => {
      process.exitCode = await decide('Approved', environment, options);
    });
}
