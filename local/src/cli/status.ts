import { Command } from 'commander';
import { withExamples } from './help';
import { printJson } from './json';
import { ownCommand } from '../messages/own-command';
import { findRunOrLast, forRun, type RunOptions } from './running/run-options';
import { statusText } from './running/status-text';
import { stateDirectoryOf } from './state-directory-option';
import type { RunClient } from '../web/run-client';
import { runFileOf } from '../web/run-file';

const EXAMPLES = [
  { line: 'gostyle status', does: 'stages, environments and pending approvals; without a run, how the last one ended' },
  { line: 'gostyle status --json', does: 'everything that the console page shows, as one JSON document' },
];

const IN_BETWEEN = 'a run is starting or ending';
const isOver = () => `no run is in progress; \`${ownCommand('run')}\` continues from here, \`${ownCommand('logs')}\` shows what was logged`;

export function command(): Command {
  return forRun(withExamples(new Command('status'), EXAMPLES))
    .description('Shows the state of this directory\'s run, or of the last one: the stages of the newest execution, each environment, and pending '
      + 'approvals.')
    .option('--json', 'print the whole state as JSON')
    .action(async (options: RunOptions & { readonly json?: true }) => {
      const { run, live, ended } = await findRunOrLast(options);
      const state = await run.state();
      const where = live ? `console: ${consoleOf(live, stateDirectoryOf(options))}` : await ended?.isInUse() ? IN_BETWEEN : isOver();
      if (options.json) printJson(state);
      else process.stderr.write(`${statusText(state)}\n${where}\n`);
    });
}

/** The address that opens the page contains the run's token, so only a terminal shows it: others may read redirected output where it is stored. */
function consoleOf({ url, address }: RunClient, stateDirectory: string): string {
  return process.stderr.isTTY ? address : `${url} (its token: ${runFileOf(stateDirectory)})`;
}
