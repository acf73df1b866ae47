import { spawn } from 'node:child_process';
import { readdir, readFile, readlink } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { endGroupWhenAborted, GRACE_MS, signalProcess } from '../system/process-group';

export interface ProcessOptions {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  readonly user?: { readonly uid: number; readonly gid: number };
  readonly onOutput: (chunk: Buffer) => void;
  readonly signal?: AbortSignal;
}

export type Ending = { readonly code: number } | { readonly signal: NodeJS.Signals };

/** Output may still be in transit after a command has ended, but a child left behind must not block the build. */
const QUIET_MS = 250;
const LAST_OUTPUT_MS = 2_000;

/** Runs a program in its own process group with empty stdin. Aborting the signal ends the whole group. */
export async function runProcess(file: string, args: readonly string[], options: ProcessOptions): Promise<Ending> {
  const child = spawn(file, args, {
    cwd: options.cwd,
    env: { ...options.env },
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
    ...(options.user && { uid: options.user.uid, gid: options.user.gid }),
  });
  const ended = new Promise<Ending>((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code, signal) => resolve(signal ? { signal } : { code: code ?? 0 }));
  });
  let lastData = 0;
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      lastData = performance.now();
      options.onOutput(chunk);
    });
  }

  const groupEnded = endGroupWhenAborted(options.signal, child.pid);
  try {
    const ending = await ended;
    const exitedAt = performance.now();
    const mayStillPrint = () => performance.now() - exitedAt < LAST_OUTPUT_MS && performance.now() - Math.max(exitedAt, lastData) < QUIET_MS;
    while (!(child.stdout.closed && child.stderr.closed) && mayStillPrint()) await sleep(2);
    return ending;
  } finally {
    await groupEnded();
  }
}

export interface BuildProcesses {
  readonly buildId: string;
  /** The build's private directory. */
  readonly directory: string;
}

/**
 * Ends whatever a build left running, in any process group: everything that has the build's id in its environment or works in its
 * directory, because a process may have cleared its environment. Resolves when it is gone, so that nothing writes to the directory any more.
 */
export async function endLeftovers(build: BuildProcesses): Promise<number> {
  const left = await processesOf(build);
  left.forEach((pid) => signalProcess(pid, 'SIGTERM'));
  await untilGone(build);
  (await processesOf(build)).forEach((pid) => signalProcess(pid, 'SIGKILL'));
  await untilGone(build);
  return left.length;
}

async function untilGone(build: BuildProcesses): Promise<void> {
  for (let waited = 0; waited < GRACE_MS && (await processesOf(build)).length > 0; waited += 100) await sleep(100);
}

async function processesOf({ buildId, directory }: BuildProcesses): Promise<number[]> {
  if (process.platform !== 'linux') return [];
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).map(Number).filter((pid) => pid !== process.pid);
  const marker = `CODEBUILD_BUILD_ID=${buildId}\0`;
  const belongs = await Promise.all(
    pids.map(async (pid) => `${await directoryOf(pid)}/`.startsWith(`${directory}/`) || (await environmentOf(pid)).includes(marker)),
  );
  return pids.filter((_, index) => belongs[index]);
}

async function directoryOf(pid: number): Promise<string> {
  try {
    return await readlink(`/proc/${pid}/cwd`);
  } catch {
    // As below.
    return '';
  }
}

async function environmentOf(pid: number): Promise<string> {
  try {
    return await readFile(`/proc/${pid}/environ`, 'latin1');
  } catch {
    // The process has ended in the meantime, or belongs to another user: either way it is not ours to end.
    return '';
  }
}
