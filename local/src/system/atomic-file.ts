import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

/** Far above what this program writes. */
const MOST_BYTES = 64 * 1024 * 1024;
const UNFINISHED = /\.(\d+)\.\d+\.unfinished$/;
let sequence = 0;
const swept = new Map<string, Promise<void>>();

/** Whoever reads the file sees the old text or the new one, never a part, even when this process is killed. Only its user can read it. */
export async function writeFileAtomically(path: string, text: string): Promise<void> {
  const directory = dirname(path);
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const sweeping = swept.get(directory) ?? sweep(directory);
  swept.set(directory, sweeping);
  await sweeping;
  const unfinished = `${path}.${process.pid}.${sequence++}.unfinished`;
  try {
    await writeFile(unfinished, text, { mode: 0o600 });
    await rename(unfinished, path);
  } catch (error) {
    // A full disk, say: a part of a file is of no use to anybody.
    await rm(unfinished, { force: true });
    throw error;
  }
}

/** Removes what processes that were killed have left in a folder. */
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

/** Rejects for what is no file, or too large for one of this program's: reading a pipe would never end, and a device fill the memory. */
export async function readText(path: string): Promise<string> {
  const found = await stat(path);
  if (!found.isFile()) throw new Error('it is not a file');
  if (found.size > MOST_BYTES) throw new Error(`it has ${found.size} bytes, and ${MOST_BYTES} are read at most`);
  return readFile(path, 'utf8');
}

/** `undefined` when there is no such file. */
export async function readJson<T>(path: string): Promise<T | undefined> {
  let text: string;
  try {
    text = await readText(path);
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
  try {
    return JSON.parse(text) as T;
  } catch (error) {
    throw new SyntaxError(`${path} is not JSON: ${(error as Error).message}`);
  }
}

export function isMissing(error: unknown): boolean {
  return (error as NodeJS.ErrnoException | undefined)?.code === 'ENOENT';
}
