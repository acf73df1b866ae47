import type { Command } from 'commander';
import { controlCommand } from './running/control';

export function command(): Command {
  return controlCommand({
    name: 'retry',
    description: 'Runs the failed or stopped stage of an execution again, with the same artifacts, as RetryStageExecution does.',
    example: 'the only execution whose stage can be retried',
    doing: 'retrying',
    none: () => 'no failed or stopped stage can be retried: later executions have entered it, or none has failed; '
      + 'a new commit starts a new execution',
    applies: ({ canRetry }) => canRetry === true,
    ask: (run, id) => run.retry(id),
  });
}
