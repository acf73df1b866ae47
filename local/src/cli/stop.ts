import type { Command } from 'commander';
import { ownCommand } from '../messages/own-command';
import { controlCommand } from './running/control';
import { isGoingOn } from '../model/going-on';

export function command(): Command {
  return controlCommand({
    name: 'stop',
    description: 'Stops an execution. A deployment in progress ends and is rolled back.',
    example: 'the only execution that has not ended',
    doing: 'stopping',
    none: (executions) => (executions.some(({ status }) => status === 'Stopping')
      ? 'every execution in progress is stopping already'
      : `no execution is in progress; \`${ownCommand('status')}\` shows the last one`),
    applies: ({ status }) => isGoingOn(status) && status !== 'Stopping',
    ask: (run, id) => run.stop(id),
  });
}
