import { Command } from 'commander';
import { withExamples } from './help';
import { decide, withComment, type DecideOptions } from './running/decide';
import { forRun } from './running/run-options';

const EXAMPLES = [
  { line: 'gostyle approve', does: 'the only environment that waits' },
  { line: 'gostyle approve production --comment "seen on staging"', does: 'that environment, with the reason' },
];

export function command(): Command {
  return withComment(forRun(withExamples(new Command('approve'), EXAMPLES)))
    .description('Approves what an environment of the run of this directory waits for.')
    .argument('[environment]', 'may be left out when only one waits')
    .action(async (environment: string | undefined, options: DecideOptions) => {
      process.exitCode = await decide('Approved', environment, options);
    });
}
