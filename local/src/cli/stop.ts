import type { Command } from 'commander';
import { controlCommand } from './running/control';
import { isGoingOn } from '../model/going-on';

export function command(): Command {
  return controlCommand({
    name: 'stop',
    description: 'Stops an execution. A deployment in progress ends and is rolled back.',
    example: 'the only execution that has not ended',
    doing: 'stopping',
    none: 'no execution is in progress; `gostyle status` shows the last one',
    applies: ({ status }) => isGoingOn(status),
    ask: (run, id) => run.stop(id),
  });
}
