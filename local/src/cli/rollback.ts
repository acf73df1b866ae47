import { Command } from 'commander';
import { withExamples } from './help';
import { confirmed } from './running/confirmed';
import { findRun, forRun, type RunOptions } from './running/run-options';
import { notAmong } from '../messages/not-among';
import { UserError } from '../messages/user-error';
import { visible } from '../messages/visible-text';
import type { EnvironmentState } from '../model/run-state';

const EXAMPLES = [
  { line: 'gostyle rollback production', does: 'shows the revision that it returns to, and asks' },
  { line: 'gostyle rollback staging --yes', does: 'for scripts' },
];

export function command(): Command {
  return forRun(withExamples(new Command('rollback'), EXAMPLES))
    .description('Deploys the previous revision of an environment again.')
    .argument('<environment>', 'name of an environment')
    .option('--yes', 'do not ask')
    .action(async (name: string, options: RunOptions & { readonly yes?: true }) => {
      const run = await findRun(options);
      const { environments } = await run.state();
      const { revision, rollbackTo } = environmentCalled(name, environments);
      if (!rollbackTo) throw new UserError(`${name} has no earlier revision to roll back to`);
      const way = `${revision?.slice(0, 7) ?? 'no revision'} -> ${rollbackTo.id.slice(0, 7)} ${rollbackTo.subject}`;
      if (!await confirmed(`roll back ${name} (${way})?`, options.yes === true)) return;
      const outcome = await run.rollback(name);
      process.stderr.write(`${visible(outcome.accepted ? `rolling back ${name}: ${way}` : `${name}: ${outcome.reason}`)}\n`);
      if (!outcome.accepted) process.exitCode = 1;
    });
}

function environmentCalled(name: string, environments: readonly EnvironmentState[]): EnvironmentState {
  const found = environments.find((each) => each.name === name);
  if (!found) throw new UserError(notAmong(name, 'the run', environments.map((each) => each.name)));
  return found;
}
