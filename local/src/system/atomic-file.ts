import { mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

const UNFINISHED = /\.(\d+)\.\d+\.unfinished$/;
let sequence = 0;
const swept = new Map<string, Promise<void>>();

/** Readers see either the old or the new text, never a part of it, even if this process is killed. Only the current user can read the file. */
export async function writeFileAtomically(path: string, text: string): Promise<void> {
  const directory = dirname(path);
  await mkdir(directory, { recursive: true, mode: 0o700 });
  await (swept.get(directory) ?? sweepOnce(directory));
  const unfinished = `${path}.${process.pid}.${sequence++}.unfinished`;
  try {
    await writeFile(unfinished, text, { mode: 0o600 });
    await rename(unfinished, path);
  } catch (error) {
    // For example because of a full disk; a partial file is useless.
    await rm(unfinished, { force: true });
    throw error;
  }
}

function sweepOnce(directory: string): Promise<void> {
  const sweeping = sweep(directory);
  swept.set(directory, sweeping);
  // The next write tries again.
  sweeping.catch(() => swept.delete(directory));
  return sweeping;
}

/** Removes temporary files that killed processes left in a folder. */
async function sweep(directory: string): Promise<void> {
  const left = (await readdir(directory)).filter((name) => {
    const pid = UNFINISHED.exec(name)?.[1];
    return pid !== undefined && Number(pid) !== process.pid && !isAlive(Number(pid));
  });
  await Promise.all(left.map((name) => rm(join(directory, name), { force: true })));
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

export async function writeJson(path: string, value: unknown): Promise<void> {
  await writeFileAtomically(path, `${JSON.stringify(value, null, 2)}\n`);
}

export function isMissing(error: unknown): boolean {
  return (error as NodeJS.ErrnoException | undefined)?.code === 'ENOENT';
}
