import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { median } from '../table';
import { startApp, type Entry } from './contenders';
import { cpuMs, freePort, type Contender } from './processes';

const CONNECTIONS = 50;
/** A share of what the slowest contender can do: all have the same load, and none is at its limit. */
const SHARES = [0.5, 0.8] as const;

export interface ThroughputOptions {
  readonly entries: readonly Entry[];
  readonly directory: string;
  readonly rounds: number;
  readonly seconds: number;
}

interface Running {
  readonly name: string;
  readonly contender?: Contender;
  readonly url: string;
}

export interface Measurement {
  /** As many requests as possible: a closed loop over 50 connections. */
  readonly perSecond: number;
  readonly p99Ms: number;
  readonly cpuMicroseconds: number;
  /** The same constant rate for all contenders: an open loop. */
  readonly halfP99Ms: number;
  readonly mostP99Ms: number;
  readonly failed: number;
}

export interface ThroughputResults {
  /** Requests a second of the open loops. */
  readonly rates: readonly [number, number];
  /** By name. The index is the round. */
  readonly measurements: ReadonlyMap<string, readonly Measurement[]>;
}

/**
 * All contenders run at the same time and are measured in turn, in a different order each round, so that other work on the machine affects
 * all of them and the figures of one round are comparable.
 */
export async function measureThroughput({ entries, directory, rounds, seconds }: ThroughputOptions): Promise<ThroughputResults> {
  const ports = [await freePort(), await freePort(), await freePort()];
  const apps = await Promise.all(ports.map(async (port) => startApp(port)));
  const all: Running[] = [{ name: 'direct', url: urlOf(ports[0] as number) }];
  for (const { name, start } of entries) {
    const port = await freePort();
    const contender = await start(port, ports, directory);
    all.push({ name, url: urlOf(port), ...(contender && { contender }) });
  }

  const rates = await ratesFor(all, directory, seconds);
  const measurements = new Map<string, Measurement[]>(all.map(({ name }) => [name, []]));
  for (let round = 0; round < rounds; round += 1) {
    for (const [index] of all.entries()) {
      const running = all[(index + round * 3) % all.length] as Running;
      const measurement = await measure(running, rates, directory, seconds);
      measurements.get(running.name)?.push(measurement);
      console.error(`round ${round + 1}: ${running.name} ${Math.round(measurement.perSecond)} requests/s, p99 ${measurement.p99Ms} ms`);
    }
  }

  for (const { contender } of all) await contender?.stop('SIGTERM');
  await Promise.all(apps.map(async (app) => app.stop()));
  return { rates, measurements };
}

/** Warms up all contenders twice: the first requests of a process compile its code. The second pass finds the slowest. */
async function ratesFor(all: readonly Running[], directory: string, seconds: number): Promise<[number, number]> {
  for (const { url } of all) await closedLoop(directory, url, seconds);
  const perSecond: number[] = [];
  for (const { url } of all) perSecond.push(perSecondOf(await closedLoop(directory, url, seconds)));
  const [half, most] = SHARES.map((share) => Math.round((Math.min(...perSecond) * share) / 100) * 100);
  return [half as number, most as number];
}

async function measure({ contender, url }: Running, rates: ThroughputResults['rates'], directory: string, seconds: number): Promise<Measurement> {
  const [half, most] = rates;
  const pid = contender?.process.pid;
  const before = pid ? cpuMs(pid) : 0;
  const saturated = await closedLoop(directory, url, seconds);
  const cpu = pid ? cpuMs(pid) - before : 0;
  const atHalf = await openLoop(url, half, seconds);
  const atMost = await openLoop(url, most, seconds);
  return {
    perSecond: perSecondOf(saturated),
    p99Ms: saturated.latency.p99,
    cpuMicroseconds: (cpu * 1000) / saturated.requests.total,
    halfP99Ms: atHalf.p99Ms,
    mostP99Ms: atMost.p99Ms,
    failed: saturated.errors + saturated.timeouts + saturated.non2xx + atHalf.failed + atMost.failed,
  };
}

export function medianOf(measurements: readonly Measurement[] | undefined, key: keyof Measurement): number {
  return median((measurements ?? []).map((measurement) => measurement[key]));
}

/** The median of the ratios within each round, which other work on the machine hardly affects. */
export function medianRatio(of: readonly Measurement[] | undefined, to: readonly Measurement[] | undefined, key: keyof Measurement): number {
  return median((of ?? []).map((measurement, round) => measurement[key] / (to?.[round]?.[key] ?? NaN)));
}

function urlOf(port: number): string {
  return `http://127.0.0.1:${port}/links?page=1`;
}

interface ClosedLoop {
  readonly requests: { readonly total: number };
  readonly duration: number;
  readonly latency: { readonly p99: number };
  readonly errors: number;
  readonly timeouts: number;
  readonly non2xx: number;
}

function perSecondOf({ requests, duration }: ClosedLoop): number {
  return requests.total / duration;
}

async function closedLoop(directory: string, url: string, seconds: number): Promise<ClosedLoop> {
  return json<ClosedLoop>([`${directory}/node_modules/autocannon/autocannon.js`, '--json', '--no-progress', '-c', String(CONNECTIONS), '-d',
    String(seconds), url]);
}

async function openLoop(url: string, rate: number, seconds: number): Promise<{ readonly p99Ms: number; readonly failed: number }> {
  return json([fileURLToPath(new URL('open-loop.mjs', import.meta.url)), url, String(rate), String(seconds), String(CONNECTIONS)]);
}

async function json<T>(argv: readonly string[]): Promise<T> {
  const child = spawn(process.execPath, argv, { stdio: ['ignore', 'pipe', 'ignore'] });
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => { output += chunk.toString(); });
  await new Promise((resolve) => child.once('close', resolve));
  return JSON.parse(output) as T;
}
