import type { Command } from 'commander';
import { RunClient } from '../../web/run-client';
import { stateDirectoryOf, type StateDirectoryOptions } from '../state-directory-option';

/** Selects the run that a command is for. */
export type RunOptions = StateDirectoryOptions;

/** Adds the options that select a run, the same as those it was started with. */
export function forRun(command: Command): Command {
  return command
    .option('--app <dir>', 'the CDK app of the run, a folder with a cdk.json', '.')
    .option('--pipeline <name>', 'the pipeline of the run, if the app has several')
    .option('--state <dir>', 'the state directory of the run (default: .gostyle in the folder of the app)');
}

export function findRun(options: RunOptions): Promise<RunClient> {
  return RunClient.find(stateDirectoryOf(options));
}
