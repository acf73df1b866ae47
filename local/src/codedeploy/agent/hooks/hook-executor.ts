import { accessSync, chmodSync, constants, existsSync, statSync } from 'node:fs';
import { commandLineOf } from './command-line';
import type { HookLog } from './hook-log';
import { ScriptError } from './script-error';
import { runScript } from './script-process';
import { RubyError } from '../../../yaml/ruby/error';
import type { Script } from '../appspec/app-spec';
import { expandPath, joinPath } from '../ruby/path';

export interface HookSettings {
  readonly event: string;
  /** Folder of the revision whose scripts run. */
  readonly archive: string;
  readonly scripts: readonly Script[];
  readonly env: NodeJS.ProcessEnv;
  readonly signal?: AbortSignal;
}

/** Runs the scripts of one lifecycle event in order; the first failure ends it. */
export async function executeHook({ event, archive, scripts, env, signal }: HookSettings, log: HookLog): Promise<void> {
  log.add(`LifecycleEvent - ${event}\n`);
  for (const script of scripts) {
    if (signal?.aborted) {
      throw new ScriptError('ScriptFailed', script.location, `${subject(script)} was not started: the deployment is ending`, log.tail);
    }
    const path = joinPath(archive, script.location);
    makeExecutable(script, path, log);
    try {
      await execute(script, path, { env, signal }, log);
    } catch (error) {
      if (!(error instanceof RubyError)) throw error;
      throw new ScriptError(
        'ScriptFailed',
        script.location,
        `${subject(script)} failed with error ${error.className} with message ${error.message}`,
        log.tail,
      );
    }
  }
}

function makeExecutable({ location }: Script, path: string, log: HookLog): void {
  if (!existsSync(path)) {
    throw new ScriptError('ScriptMissing', location, `Script does not exist at specified location: ${expandPath(path)}`, log.tail);
  }
  if (isExecutable(path)) return;
  try {
    chmodSync(path, statSync(path).mode | 0o111);
  } catch {
    throw new ScriptError('ScriptNotExecutable', location, `Unable to set script at specified location: ${location} as executable`, log.tail);
  }
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

async function execute(script: Script, path: string, run: Pick<HookSettings, 'env' | 'signal'>, log: HookLog): Promise<void> {
  const { location } = script;
  log.add(`Script - ${location}\n`);
  const outcome = await runScript({
    command: commandLineOf(script, path),
    ...run,
    timeoutSeconds: Number(script.timeoutSeconds),
    onLine: (line) => log.addBytes(line),
  });
  if (outcome.kind === 'timed-out') {
    throw new ScriptError(
      'ScriptTimedOut',
      location,
      `Script at specified location: ${location} failed to complete in ${script.timeoutSeconds} seconds`,
      log.tail,
    );
  }
  if (outcome.kind === 'left-open') {
    throw new ScriptError('UnknownError', location, `Script at specified location: ${location} failed to close ${outcome.output}`, log.tail);
  }
  if (outcome.exitCode !== 0) {
    throw new ScriptError('ScriptFailed', location, `${subject(script)} failed with exit code ${outcome.exitCode ?? ''}`, log.tail);
  }
}

function subject({ location, runas }: Script): string {
  return `Script at specified location: ${location}${runas === null ? '' : ` run as user ${runas}`}`;
}
