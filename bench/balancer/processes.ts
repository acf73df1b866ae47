import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';

const running = new Set<ChildProcess>();
process.on('exit', () => running.forEach((child) => child.kill('SIGKILL')));

export interface Contender {
  readonly process: ChildProcess;
  /** Sends a line and waits for the next `ready`. */
  tell(line: string): Promise<void>;
  stop(signal?: NodeJS.Signals): Promise<void>;
}

/** Starts a program and waits until it prints `ready` or, if it prints nothing, until its port is open. */
export async function start(argv: readonly string[], readyOn: 'ready' | number): Promise<Contender> {
  const [program = '', ...rest] = argv;
  const child = spawn(program, rest, { stdio: ['pipe', 'pipe', 'inherit'] });
  running.add(child);
  child.once('exit', () => running.delete(child));
  const ready = async () => new Promise<void>((resolve, reject) => {
    const ended = (code: number | null) => reject(new Error(`${argv.join(' ')} ended with ${code}`));
    child.once('exit', ended);
    child.stdout.once('data', () => {
      child.off('exit', ended);
      resolve();
    });
  });
  await (readyOn === 'ready' ? ready() : untilOpen(readyOn));
  return {
    process: child,
    tell: async (line) => {
      const done = ready();
      child.stdin.write(`${line}\n`);
      await done;
    },
    stop: async (signal = 'SIGKILL') => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const ended = new Promise((resolve) => child.once('exit', resolve));
      child.kill(signal);
      await ended;
    },
  };
}

export async function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject).listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}

export function isInstalled(program: string): boolean {
  return spawnSync('sh', ['-c', 'command -v "$0"', program]).status === 0;
}

/** Milliseconds of CPU time that a process and its children have used so far. */
export function cpuMs(pid: number): number {
  return [pid, ...childrenOf(pid)].reduce((sum, id) => sum + cpuMsOf(id), 0);
}

export function childrenOf(pid: number): readonly number[] {
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8');
  return children.split(' ').map(Number).filter((child) => child > 0);
}

function cpuMsOf(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  const ticksPerSecond = 100;
  return ((Number(fields[11]) + Number(fields[12])) * 1000) / ticksPerSecond;
}

async function untilOpen(port: number): Promise<void> {
  for (let attempt = 0; attempt < 200; attempt += 1) {
    const answered = await fetch(`http://127.0.0.1:${port}/`).then((response) => response.arrayBuffer()).then(() => true, () => false);
    if (answered) return;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  throw new Error(`nothing answers on port ${port}`);
}
