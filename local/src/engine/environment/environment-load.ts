import type { ReadScenario } from './load-scenario-file';
import { startLoad } from './start-load';
import type { LoadStep } from '../../balancer';
import { counted } from '../../messages/counted';
import type { Reporter } from '../../messages/reporter';
import type { DroppedRequest, Load, LoadReport } from '../../model/load';
import type { Entry, Work } from '../../resources';

/** Load continues this long after a deployment, to catch what breaks right afterwards. */
const AFTERWARDS_MS = 500;

/** Requests to the current revision before a deployment: enough to reach several instances, and over before anyone has to wait. */
const ASKED = { requests: 10, rate: 50 };
/** The health check path and the version come before the steps of the scenario. */
const OWN_PATHS = 2;

type Named = Pick<Work, 'reporter' | 'signal'> & { readonly environment: string };

/** The load on one environment, from before each deployment until after it. */
export class EnvironmentLoad {
  private first = true;
  private scenarios: { readonly before?: readonly LoadStep[]; readonly after?: readonly LoadStep[] } = {};
  private current?: Load;
  private readonly ended: LoadReport[] = [];

  /** @param rate requests per second; no load if left out */
  constructor(private readonly rate: number | undefined, private readonly scenarioOf: ReadScenario) {}

  /**
   * Steps of the scenario that the current revision already supports run all the time; steps new in the next revision start when it serves
   * everywhere.
   */
  async prepare(serving: string | undefined, next: string): Promise<void> {
    this.first = serving === undefined;
    if (this.rate === undefined) return;
    this.scenarios = { before: serving === undefined ? undefined : await this.scenarioOf(serving), after: await this.scenarioOf(next) };
  }

  /** @param serves whether the new revision serves afterwards; its own steps would fail after a rollback */
  async during<T>(entry: Entry | undefined, reporter: Reporter, work: () => Promise<T>, serves: (result: T) => boolean = () => true): Promise<T> {
    const { before, after } = this.scenarios;
    const first = this.ended.length;
    await this.start(entry, before);
    try {
      const result = await work();
      if (after && after !== before && serves(result)) {
        await this.stop();
        await this.start(entry, after);
      }
      return result;
    } finally {
      if (this.current) await new Promise((resolve) => setTimeout(resolve, AFTERWARDS_MS));
      await this.stop();
      this.reportLoad(reporter, this.ended.slice(first));
    }
  }

  /**
   * The load runs only during deployments, so alarms have not seen the errors of the revision that serves. Without this, the deployment that
   * fixes them would be blamed for them.
   */
  async beforehand(
    entry: Entry | undefined, serving: string | undefined, untilActive: (signal: AbortSignal) => Promise<void>, work: Named,
  ): Promise<void> {
    if (!entry || this.rate === undefined || serving === undefined) return;
    const scenario = await this.scenarioOf(serving);
    const asking = await startLoad(entry, { rate: ASKED.rate, scenario, first: false });
    const failed = await firstError(asking, Math.max(ASKED.requests, (scenario?.length ?? 0) + OWN_PATHS), work.signal);
    if (!failed || work.signal.aborted) return;
    const { path, status, cause } = failed;
    work.reporter.warning('load.beforehand', `${work.environment} answers ${path} with ${status ?? `nothing (${cause})`}`
      + ' before the deployment: the load runs until its alarm is active');
    const load = await startLoad(entry, { rate: this.rate, scenario, first: false });
    try {
      await untilActive(work.signal);
    } finally {
      await load.stop(work.signal);
    }
  }

  private async start(entry: Entry | undefined, scenario: readonly LoadStep[] | undefined): Promise<void> {
    if (entry && this.rate !== undefined) this.current = await startLoad(entry, { rate: this.rate, scenario, first: this.first });
  }

  async stop(): Promise<void> {
    const load = this.current;
    if (!load) return;
    this.current = undefined;
    this.ended.push(await load.stop());
  }

  /** Totals for all deployments of this run; percentiles are those of the slowest deployment. */
  report(): LoadReport | undefined {
    const reports = [...this.ended, ...this.current ? [this.current.report()] : []];
    return reports.length === 0 ? undefined : reports.reduce(together);
  }

  private reportLoad(reporter: Reporter, reports: readonly LoadReport[]): void {
    if (reports.length === 0) return;
    const report = reports.reduce(together);
    const { requests, dropped, p50Ms, p99Ms, observed, sent, byPlaceholder, firstDrops } = report;
    const what = Object.entries(sent).map(([name, count]) => `${name} ${count} times`).join(', ');
    const versions = Object.entries(observed).map(([version, count]) => `${shortened(version)} ${count} times`).join(', ');
    const others = byPlaceholder > 0
      ? [`${counted(byPlaceholder, 'request')} ${byPlaceholder === 1 ? 'was' : 'were'} answered by the placeholder, because no revision served yet`]
      : [];
    const answered = requests > 0
      ? [`${counted(requests, 'request')} (${what}), ${dropped} dropped, p50 ${p50Ms.toFixed(1)} ms, p99 ${p99Ms.toFixed(1)} ms`]
      : others.length > 0 ? [] : ['no request reached the application'];
    const text = [...answered, ...others, ...versions === '' ? [] : [`versions seen: ${versions}`]].join('; ');
    const data = { requests, dropped, p50Ms, p99Ms, observed, sent, byPlaceholder, firstDrops };
    reporter[dropped > 0 ? 'warning' : 'info']('load.ended', text, data);
    for (const { time, path, status, cause } of firstDrops) {
      reporter.warning('load.dropped', `dropped ${path} at ${time}: ${status ?? 'no answer'}, ${cause}`);
    }
  }
}

/** A commit as git shortens it. */
function shortened(version: string): string {
  return /^[\da-f]{40,64}$/.test(version) ? version.slice(0, 7) : version;
}

/** The first request that alarms count as an error. */
async function firstError(load: Load, requests: number, signal: AbortSignal): Promise<DroppedRequest | undefined> {
  await load.answered(requests, signal);
  const { firstDrops } = await load.stop(signal);
  return firstDrops.find(({ status = 502 }) => status >= 500);
}

function together(a: LoadReport, b: LoadReport): LoadReport {
  return {
    rate: b.rate,
    seconds: a.seconds + b.seconds,
    requests: a.requests + b.requests,
    dropped: a.dropped + b.dropped,
    p50Ms: Math.max(a.p50Ms, b.p50Ms),
    p99Ms: Math.max(a.p99Ms, b.p99Ms),
    firstDrops: [...a.firstDrops, ...b.firstDrops],
    observed: sum(a.observed, b.observed),
    sent: sum(a.sent, b.sent),
    byPlaceholder: a.byPlaceholder + b.byPlaceholder,
    traffic: [...a.traffic, ...b.traffic],
  };
}

function sum(a: Readonly<Record<string, number>>, b: Readonly<Record<string, number>>): Record<string, number> {
  const both: Record<string, number> = { ...a };
  for (const [name, count] of Object.entries(b)) both[name] = (both[name] ?? 0) + count;
  return both;
}
