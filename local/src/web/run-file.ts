import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { UserError } from '../messages/user-error';
import { writeFileAtomically } from '../system/atomic-file';
import { isAlive, thisProcess, type ProcessIdentity } from '../system/process-identity';
import { mismatch, type Shape } from '../system/shape';
import { readText, UnreadableFile } from '../system/stored-file';

/** How other processes reach a run. A process that can read the file can control the run. */
export interface RunningConsole {
  readonly url: string;
  readonly token: string;
}

interface RunFile extends RunningConsole, ProcessIdentity {
  readonly version: 1;
}

const FILE = 'run.json';
const RUN_FILE: Shape = { version: 'number', pid: 'number', started: 'text', url: 'text', token: 'text' };

export function runFileOf(stateDirectory: string): string {
  return join(stateDirectory, FILE);
}

export async function writeRunFile(stateDirectory: string, { url, token }: RunningConsole): Promise<void> {
  const file: RunFile = { version: 1, ...await thisProcess(), url, token };
  await writeFileAtomically(runFileOf(stateDirectory), `${JSON.stringify(file)}\n`);
}

export async function removeRunFile(stateDirectory: string): Promise<void> {
  // A different file does not belong to this run, which reported that it could not write its own.
  await rm(runFileOf(stateDirectory), { force: true }).catch(() => undefined);
}

/** `undefined` if no run is using the state directory; the file of a killed run is ignored. */
export async function readRunFile(stateDirectory: string): Promise<RunningConsole | undefined> {
  const path = runFileOf(stateDirectory);
  const text = await textOf(path);
  const file = text === undefined ? undefined : parse(text);
  if (!file) return undefined;
  if (file.version !== 1) throw new UserError(`${path} was written by a newer version of gostyle (${String(file.version)}); use that version`);
  return await isAlive(file) ? { url: file.url, token: file.token } : undefined;
}

async function textOf(path: string): Promise<string | undefined> {
  try {
    return await readText(path);
  } catch (error) {
    if (!(error instanceof UnreadableFile)) throw error;
    throw new UserError(`${path} cannot be read: ${error.reason}; use the account that started the run, or restart the run`);
  }
}

/** Runs write the file atomically, so an unreadable one does not belong to a live run. */
function parse(text: string): RunFile | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return mismatch(value, RUN_FILE) === undefined ? value as RunFile : undefined;
  } catch {
    return undefined;
  }
}
