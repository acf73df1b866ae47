import { readFileSync, writeFileSync } from 'node:fs';
import { cpus, loadavg } from 'node:os';
import { fileURLToPath } from 'node:url';
import type { RollingRestart } from './rolling-restart';
import { medianOf, medianRatio, type Measurement, type ThroughputResults } from './throughput';

const DOCUMENT = fileURLToPath(new URL('../../docs/local-load-balancer.md', import.meta.url));
const BEGIN = '<!-- written by `npx tsx bench/balancer.ts --write` -->';
const END = '<!-- end of what the bench has written -->';

export interface Circumstances {
  readonly rounds: number;
  readonly loadBefore: number;
}

/** Part of the report, because figures depend on what else the machine is doing. */
export function currentLoad(): number {
  return loadavg()[0] ?? NaN;
}

export function throughputTable({ rates, measurements }: ThroughputResults, { rounds, loadBefore }: Circumstances): string {
  const ours = measurements.get('ours');
  const names = [...measurements.keys()].sort((a, b) => medianOf(measurements.get(b), 'perSecond') - medianOf(measurements.get(a), 'perSecond'));
  return [
    `Medians of ${rounds} rounds in one run, 50 connections, three application processes, Node.js ${process.versions.node}, `
    + `${cpus().length} cores (${cpus()[0]?.model ?? 'unknown'}),`,
    `load average ${loadBefore.toFixed(1)} before the run. In brackets: relative to ours, the median of the ratios within each round.`,
    '',
    `| | requests/s | p99 ms at full load | p99 ms at ${rates[0]}/s | p99 ms at ${rates[1]}/s | CPU µs a request | failed |`,
    '|---|---|---|---|---|---|---|',
    ...names.map((name) => {
      const own = measurements.get(name);
      const cell = (key: keyof Measurement, digits: number) => `${medianOf(own, key).toFixed(digits)} (${medianRatio(own, ours, key).toFixed(2)})`;
      const cpu = name === 'direct' ? '-' : cell('cpuMicroseconds', 0);
      const failed = (own ?? []).reduce((sum, each) => sum + each.failed, 0);
      return `| ${name} | ${cell('perSecond', 0)} | ${cell('p99Ms', 0)} | ${cell('halfP99Ms', 1)} | ${cell('mostP99Ms', 1)} | ${cpu} | ${failed} |`;
    }),
  ].join('\n');
}

export function rollingRestartTable(results: readonly RollingRestart[], restarts: number, rate: number): string {
  return [
    `| ${restarts} rolling restarts of 3 processes at ${rate} requests/s | requests | failed | p99 ms | first causes |`,
    '|---|---|---|---|---|',
    ...results.map(({ name, report: { requests, dropped, p99Ms, firstDrops } }) => {
      const causes = [...new Set(firstDrops.map(({ cause }) => cause))].join('; ');
      return `| ${name} | ${requests} | ${dropped} | ${p99Ms.toFixed(1)} | ${causes || '-'} |`;
    }),
  ].join('\n');
}

/** Replaces the tables of an earlier run. */
export function writeIntoDocument(tables: readonly string[]): void {
  const text = readFileSync(DOCUMENT, 'utf8');
  const [before, after] = [text.split(BEGIN)[0], text.split(END)[1]];
  if (before === undefined || after === undefined) throw new Error(`${DOCUMENT} must have the lines ${BEGIN} and ${END}`);
  writeFileSync(DOCUMENT, `${before}${BEGIN}\n${tables.join('\n\n')}\n${END}${after}`);
}
