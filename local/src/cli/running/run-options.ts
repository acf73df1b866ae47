import type { Command } from 'commander';
import { EndedRun } from '../../engine';
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

/** The run of a directory, for looking at it: in progress, or the last one. */
export interface LookedAtRun {
  readonly run: Pick<RunClient, 'state' | 'instanceLogs' | 'stageOutput'>;
  readonly live?: RunClient;
  readonly ended?: EndedRun;
}

/** Throws a `UserError` if there has been none. */
export async function findRunOrLast(options: RunOptions): Promise<LookedAtRun> {
  const directory = stateDirectoryOf(options);
  const live = await RunClient.findIfAny(directory);
  const ended = live ? undefined : await EndedRun.find(directory, options.pipeline);
  if (ended) return { run: ended, ended };
  const run = live ?? await RunClient.find(directory);
  return { run, live: run };
}
