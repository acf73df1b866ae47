import { startLoad } from './start-load';
import type { Reporter } from '../../messages/reporter';
import type { Load, LoadReport } from '../../model/load';
import type { Entry } from '../../resources';

/** How long the load goes on after a deployment, so that what breaks right behind it is seen. */
const AFTERWARDS_MS = 500;

/** The load on one environment, from before each deployment until after it. */
export class EnvironmentLoad {
  private current?: Load;
  private readonly ended: LoadReport[] = [];

  /** `rate`: requests a second; without it there is no load. */
  constructor(private readonly rate?: number) {}

  async during<T>(entry: Entry | undefined, reporter: Reporter, work: () => Promise<T>): Promise<T> {
    if (entry && this.rate !== undefined) this.current = await startLoad(entry, this.rate);
    try {
      return await work();
    } finally {
      if (this.current) await new Promise((resolve) => setTimeout(resolve, AFTERWARDS_MS));
      await this.stop();
      this.tell(reporter);
    }
  }

  async stop(): Promise<void> {
    const load = this.current;
    if (!load) return;
    this.current = undefined;
    this.ended.push(await load.stop());
  }

  /** Of all deployments in this run; percentiles are those of the slowest one. */
  report(): LoadReport | undefined {
    const reports = [...this.ended, ...this.current ? [this.current.report()] : []];
    return reports.length === 0 ? undefined : reports.reduce(together);
  }

  private tell(reporter: Reporter): void {
    const report = this.ended.at(-1);
    if (!report) return;
    const { requests, dropped, p50Ms, p99Ms, observed, firstDrops } = report;
    const versions = Object.entries(observed).map(([version, count]) => `${version.slice(0, 7)} ${count} times`).join(', ');
    const text = `${requests} requests, ${dropped} dropped, p50 ${p50Ms.toFixed(1)} ms, p99 ${p99Ms.toFixed(1)} `
      + `ms${versions && `; versions seen: ${versions}`}`;
    reporter[dropped > 0 ? 'warning' : 'info']('load.ended', text, { requests, dropped, p50Ms, p99Ms, observed, firstDrops });
    for (const { time, path, status, cause } of firstDrops) {
      reporter.warning('load.dropped', `dropped ${path} at ${time}: ${status ?? 'no answer'}, ${cause}`);
    }
  }
}

function together(a: LoadReport, b: LoadReport): LoadReport {
  const observed: Record<string, number> = { ...a.observed };
  for (const [name, count] of Object.entries(b.observed)) observed[name] = (observed[name] ?? 0) + count;
  return {
    rate: b.rate,
    seconds: a.seconds + b.seconds,
    requests: a.requests + b.requests,
    dropped: a.dropped + b.dropped,
    p50Ms: Math.max(a.p50Ms, b.p50Ms),
    p99Ms: Math.max(a.p99Ms, b.p99Ms),
    firstDrops: [...a.firstDrops, ...b.firstDrops],
    observed,
    traffic: [...a.traffic, ...b.traffic],
  };
}
