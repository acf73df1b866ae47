import { Command } from 'commander';
import { withExamples } from './help';
import { printJson } from './json';
import { forRun, findRun, type RunOptions } from './running/run-options';
import { statusText } from './running/status-text';
import { stateDirectoryOf } from './state-directory-option';
import type { RunClient } from '../web/run-client';
import { runFileOf } from '../web/run-file';

const EXAMPLES = [
  { line: 'gostyle status', does: 'stages, environments and pending approvals' },
  { line: 'gostyle status --json', does: 'everything that the console page shows, as one JSON document' },
];

export function command(): Command {
  return forRun(withExamples(new Command('status'), EXAMPLES))
    .description('Shows the state of this directory\'s run: the stages of the newest execution, each environment, and pending approvals.')
    .option('--json', 'print the whole state as JSON')
    .action(async (options: RunOptions & { readonly json?: true }) => {
      const run = await findRun(options);
      const state = await run.state();
      if (options.json) printJson(state);
      else process.stderr.write(`${statusText(state)}\nconsole: ${consoleOf(run, stateDirectoryOf(options))}\n`);
    });
}

/** The address that opens the page contains the run's token, so only a terminal shows it: others may read redirected output where it is stored. */
function consoleOf({ url, address }: RunClient, stateDirectory: string): string {
  return process.stderr.isTTY ? address : `${url} (its token: ${runFileOf(stateDirectory)})`;
}
