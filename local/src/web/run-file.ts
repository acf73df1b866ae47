import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { messageOf } from '../messages/message-of';
import { UserError } from '../messages/user-error';
import { isMissing, writeFileAtomically } from '../system/atomic-file';
import { isAlive, thisProcess, type ProcessIdentity } from '../system/process-identity';
import { mismatch, type Shape } from '../system/shape';

/** How other processes reach a run: whoever can read the file can control the run. */
export interface RunningConsole {
  readonly url: string;
  readonly token: string;
}

interface RunFile extends RunningConsole, ProcessIdentity {
  readonly version: 1;
}

const FILE = 'run.json';
const RUN_FILE: Shape = { version: 'number', pid: 'number', started: 'text', url: 'text', token: 'text' };

export async function writeRunFile(stateDirectory: string, { url, token }: RunningConsole): Promise<void> {
  const file: RunFile = { version: 1, ...await thisProcess(), url, token };
  await writeFileAtomically(join(stateDirectory, FILE), `${JSON.stringify(file)}\n`);
}

export async function removeRunFile(stateDirectory: string): Promise<void> {
  await rm(join(stateDirectory, FILE), { force: true });
}

/** `undefined` if no run is using the state directory; the file of a killed run is ignored. */
export async function readRunFile(stateDirectory: string): Promise<RunningConsole | undefined> {
  const path = join(stateDirectory, FILE);
  const text = await textOf(path);
  const file = text === undefined ? undefined : parse(text);
  if (!file) return undefined;
  if (file.version !== 1) throw new UserError(`${path} was written by a newer version of gostyle (${String(file.version)}); use that version`);
  return await isAlive(file) ? { url: file.url, token: file.token } : undefined;
}

async function textOf(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw new UserError(`${path} cannot be read (${messageOf(error)}); only the user who started the run can use it`);
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
