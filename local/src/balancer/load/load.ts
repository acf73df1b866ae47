import { Pool } from 'undici';
import type { DroppedRequest, Load, LoadReport } from '../../model/load';
import { TrafficMeter } from '../traffic-meter';
import { LoadRequest, type LoadAnswer } from './load-request';
import { checkLoadOptions, type LoadOptions } from './load-settings';

const FIRST_DROPS = 20;
/** A backlog of so many seconds means that nothing is answered any more: more connections would not tell more. */
const MAX_OUTSTANDING_SECONDS = 10;

/** Starts a load at a constant rate. It ends with `stop`. */
export function createLoad(options: LoadOptions): Load {
  checkLoadOptions(options);
  return new ConstantLoad(options);
}

/**
 * An open loop: each request has its time, whether or not the ones before are answered, and its latency counts from that time. So a
 * stall shows up in every request that it delays, as it does with real clients.
 */
class ConstantLoad implements Load {
  private readonly pool: Pool;
  private readonly meter = new TrafficMeter();
  private readonly paths: readonly string[];
  private readonly freshEvery: number;
  private readonly timeoutSeconds: number;
  private readonly startedAt = performance.now();
  private timer?: NodeJS.Timeout;
  private readonly firstDrops: DroppedRequest[] = [];
  private readonly observed = new Map<string, number>();
  private sent = 0;
  private outstanding = 0;
  private stoppedAt?: number;
  private stopping?: Promise<void>;
  private answeredAll?: () => void;

  constructor(private readonly options: LoadOptions) {
    this.paths = options.paths?.length ? options.paths : ['/'];
    this.freshEvery = options.freshConnectionEvery ?? 10;
    this.timeoutSeconds = options.timeoutSeconds ?? 10;
    this.pool = new Pool(new URL(options.url).origin, { pipelining: 1, headersTimeout: 0, bodyTimeout: 0 });
    this.sendDue();
  }

  report(): LoadReport {
    const { requests, dropped } = this.meter;
    return {
      rate: this.options.rate,
      seconds: ((this.stoppedAt ?? performance.now()) - this.startedAt) / 1000,
      requests,
      dropped,
      ...this.meter.latencies(),
      firstDrops: [...this.firstDrops],
      observed: Object.fromEntries(this.observed),
      traffic: this.meter.traffic(),
    };
  }

  async stop(): Promise<LoadReport> {
    this.stopping ??= this.finish();
    await this.stopping;
    return this.report();
  }

  private async finish(): Promise<void> {
    clearTimeout(this.timer);
    this.stoppedAt = performance.now();
    if (this.outstanding > 0) await new Promise<void>((resolve) => { this.answeredAll = resolve; });
    this.meter.stop();
    await this.pool.destroy();
  }

  private sendDue(): void {
    while (this.dueAt <= performance.now()) {
      this.send(this.paths[this.sent % this.paths.length] as string, this.dueAt);
      this.sent += 1;
    }
    this.timer = setTimeout(() => this.sendDue(), this.dueAt - performance.now());
  }

  /** When the next request has to be sent. */
  private get dueAt(): number {
    return this.startedAt + (this.sent / this.options.rate) * 1000;
  }

  private send(path: string, dueAt: number): void {
    if (this.outstanding >= this.options.rate * MAX_OUTSTANDING_SECONDS) {
      this.drop(path, 'too many requests are waiting for an answer');
      return;
    }
    this.outstanding += 1;
    const request = new LoadRequest(this.timeoutSeconds, this.options.observe !== undefined, (answer) => {
      this.outstanding -= 1;
      this.count(path, answer, performance.now() - dueAt);
      if (this.outstanding === 0) this.answeredAll?.();
    });
    this.pool.dispatch({ method: 'GET', path, headers: { 'user-agent': 'gostyle-load' }, reset: this.sent % this.freshEvery === 0 }, request);
  }

  private count(path: string, answer: LoadAnswer | Error, milliseconds: number): void {
    if (!('status' in answer)) return this.drop(path, answer.message);
    if (answer.status < 200 || answer.status >= 400) return this.drop(path, `answered ${answer.status}`, answer.status);
    this.meter.answered(milliseconds);
    const name = this.options.observe?.({ path, ...answer });
    if (name !== undefined) this.observed.set(name, (this.observed.get(name) ?? 0) + 1);
  }

  private drop(path: string, cause: string, status?: number): void {
    this.meter.notAnswered({ dropped: true });
    if (this.firstDrops.length < FIRST_DROPS) {
      this.firstDrops.push({ time: new Date().toISOString(), path, cause, ...(status !== undefined && { status }) });
    }
  }
}
