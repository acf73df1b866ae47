import { spawn } from 'node:child_process';
import { startApp, type Entry } from './contenders';
import { cpuMs, freePort } from './processes';

const CONNECTIONS = 50;
const STEADY_RATE = 1000;

export interface ThroughputOptions {
  readonly entries: readonly Entry[];
  readonly directory: string;
  readonly rounds: number;
  readonly seconds: number;
}

interface Measurement {
  /** As many as go through, over 50 connections. */
  readonly perSecond: number;
  readonly p99Ms: number;
  /** At 1,000 requests a second, which every contender can do. */
  readonly steadyP99Ms: number;
  readonly cpuMicroseconds: number;
  readonly failed: number;
}

/** The contenders take turns in each round, each round in another order, so that the noise of the machine meets all of them. */
export async function compareThroughput({ entries, directory, rounds, seconds }: ThroughputOptions): Promise<void> {
  const ports = [await freePort(), await freePort(), await freePort()];
  const apps = await Promise.all(ports.map(async (port) => startApp(port)));
  const results = new Map<string, Measurement[]>();
  const all: readonly Entry[] = [{ name: 'direct', start: async () => undefined }, ...entries];
  for (let round = 0; round < rounds; round += 1) {
    for (const [index] of all.entries()) {
      const entry = all[(index + round * 3) % all.length] as Entry;
      const measurement = await measure(entry, ports, directory, seconds);
      results.set(entry.name, [...(results.get(entry.name) ?? []), measurement]);
      console.error(`round ${round + 1}: ${entry.name} ${Math.round(measurement.perSecond)} requests/s, p99 ${measurement.p99Ms} ms`);
    }
  }
  await Promise.all(apps.map(async (app) => app.stop()));
  print(results);
}

async function measure(entry: Entry, targetPorts: readonly number[], directory: string, seconds: number): Promise<Measurement> {
  const port = await freePort();
  const contender = await entry.start(port, targetPorts, directory);
  const url = `http://127.0.0.1:${contender ? port : targetPorts[0]}/links?page=1`;
  await cannon(directory, [...full(1), url]);
  const pid = contender?.process.pid;
  const before = pid ? cpuMs(pid) : 0;
  const saturated = await cannon(directory, [...full(seconds), url]);
  const cpu = pid ? cpuMs(pid) - before : 0;
  const steady = await cannon(directory, ['-c', String(CONNECTIONS), '-R', String(STEADY_RATE), '-d', String(Math.max(2, seconds / 2)), url]);
  await contender?.stop('SIGTERM');
  const failed = [saturated, steady].reduce((sum, { errors, timeouts, non2xx }) => sum + errors + timeouts + non2xx, 0);
  return {
    perSecond: saturated.requests.average,
    p99Ms: saturated.latency.p99,
    steadyP99Ms: steady.latency.p99,
    cpuMicroseconds: (cpu * 1000) / saturated.requests.total,
    failed,
  };
}

interface CannonResult {
  readonly requests: { readonly average: number; readonly total: number };
  readonly latency: { readonly p99: number };
  readonly errors: number;
  readonly timeouts: number;
  readonly non2xx: number;
}

const full = (seconds: number) => ['-c', String(CONNECTIONS), '-d', String(seconds)];

async function cannon(directory: string, args: readonly string[]): Promise<CannonResult> {
  const child = spawn(process.execPath, [`${directory}/node_modules/autocannon/autocannon.js`, '--json', '--no-progress', ...args], { stdio: ['ignore', 'pipe', 'ignore'] });
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => { output += chunk.toString(); });
  await new Promise((resolve) => child.once('close', resolve));
  return JSON.parse(output) as CannonResult;
}

function print(results: ReadonlyMap<string, readonly Measurement[]>): void {
  const median = (name: string, key: keyof Measurement) => {
    const values = (results.get(name) ?? []).map((measurement) => measurement[key]).sort((a, b) => a - b);
    return values[Math.floor(values.length / 2)] ?? NaN;
  };
  console.log('\n| | requests/s | of direct | of ours | p99 ms at full load | p99 ms at 1,000/s | CPU µs a request | failed |');
  console.log('|---|---|---|---|---|---|---|---|');
  const names = [...results.keys()].sort((a, b) => median(b, 'perSecond') - median(a, 'perSecond'));
  for (const name of names) {
    const perSecond = median(name, 'perSecond');
    const cells = [
      Math.round(perSecond), (perSecond / median('direct', 'perSecond')).toFixed(2), (perSecond / median('ours', 'perSecond')).toFixed(2),
      median(name, 'p99Ms'), median(name, 'steadyP99Ms'), name === 'direct' ? '-' : Math.round(median(name, 'cpuMicroseconds')), median(name, 'failed'),
    ];
    console.log(`| ${name} | ${cells.join(' | ')} |`);
  }
}
