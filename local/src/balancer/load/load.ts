import { buildConnector, Pool, type Dispatcher } from 'undici';
import type { DroppedRequest, Load, LoadReport } from '../../model/load';
import { Stalls } from '../../system/stalls';
import { LOAD_ADDRESS } from '../rate-limiter';
import { TrafficMeter } from '../traffic-meter';
import { LoadRequest, type LoadAnswer } from './load-request';
import { getStep, Scenario, type LoadStep } from './load-scenario';
import { checkLoadOptions, type LoadOptions } from './load-settings';

const FIRST_DROPS = 20;
/** With a backlog of so many seconds, or of as many as a response may take, more connections would reveal nothing: the next request waits. */
const LEAST_BACKLOG_SECONDS = 10;
const LOOK_AGAIN_MILLISECONDS = 10;

/**
 * Connects from a special source address, which the load balancer recognizes. Only the time-out of the request counts: when very many connect at
 * once, because this process stood still, the kernel has some of them try again for longer than a connector would wait.
 */
function fromManyUsers(certificate?: string): buildConnector.connector {
  const connect = buildConnector({ timeout: 0, ...certificate !== undefined && { ca: certificate } });
  return (options, opened) => connect({ ...options, ...options.hostname === '127.0.0.1' && { localAddress: LOAD_ADDRESS } }, opened);
}

/** Starts a load at a constant rate, until `stop`. */
export function createLoad(options: LoadOptions): Load {
  checkLoadOptions(options);
  return new ConstantLoad(options);
}

/**
 * An open loop: each request has a scheduled time, whether or not earlier ones have been answered, and its latency counts from that time. A
 * stall therefore shows up in every request that it delays, as for real clients. Only when the backlog is full does the next request wait.
 */
class ConstantLoad implements Load {
  private readonly pool: Pool;
  private readonly meter = new TrafficMeter();
  private readonly scenario: Scenario;
  private readonly keepsBodies: boolean;
  private readonly freshEvery: number;
  private readonly timeoutSeconds: number;
  private readonly stalls = new Stalls();
  private readonly startedAt = performance.now();
  private timer?: NodeJS.Timeout;
  private readonly firstDrops: DroppedRequest[] = [];
  private readonly observed = new Map<string, number>();
  private readonly sentBySteps = new Map<string, number>();
  private byPlaceholder = 0;
  private sent = 0;
  private outstanding = 0;
  private stoppedAt?: number;
  private stopping?: Promise<void>;
  private answeredAll?: () => void;
  private readonly awaited = new Set<() => void>();

  constructor(private readonly options: LoadOptions) {
    const steps = options.steps ?? (options.paths?.length ? options.paths : ['/']).map(getStep);
    this.scenario = new Scenario(steps);
    this.keepsBodies = options.observe !== undefined || options.isPlaceholder !== undefined || steps.some(({ keep }) => Object.keys(keep).length > 0);
    this.freshEvery = options.freshConnectionEvery ?? 10;
    this.timeoutSeconds = options.timeoutSeconds ?? 10;
    this.pool = new Pool(new URL(options.url).origin, {
      pipelining: 1, headersTimeout: 0, bodyTimeout: 0, connect: fromManyUsers(options.certificate),
    });
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
      sent: Object.fromEntries([...this.sentBySteps].filter(([, count]) => count > 0)),
      byPlaceholder: this.byPlaceholder,
      traffic: this.meter.traffic(),
    };
  }

  answered(count: number, signal: AbortSignal): Promise<void> {
    return new Promise((resolve) => {
      const look = () => {
        if (this.meter.requests < count && !signal.aborted) return;
        this.awaited.delete(look);
        resolve();
      };
      this.awaited.add(look);
      signal.addEventListener('abort', look, { once: true });
      look();
    });
  }

  async stop(signal?: AbortSignal): Promise<LoadReport> {
    this.stopping ??= this.finish(signal);
    await this.stopping;
    return this.report();
  }

  private async finish(signal?: AbortSignal): Promise<void> {
    clearTimeout(this.timer);
    this.stoppedAt = performance.now();
    if (this.outstanding > 0 && !signal?.aborted) {
      await new Promise<void>((resolve) => {
        this.answeredAll = resolve;
        signal?.addEventListener('abort', () => resolve(), { once: true });
      });
    }
    this.meter.stop();
    this.stalls.close();
    await this.pool.destroy();
  }

  private sendDue(): void {
    while (this.dueAt <= performance.now() && !this.isFull) {
      this.send(this.dueAt);
      this.sent += 1;
    }
    this.timer = setTimeout(() => this.sendDue(), this.isFull ? LOOK_AGAIN_MILLISECONDS : this.dueAt - performance.now());
  }

  /** Also after this process stood still: then many are due at once. */
  private get isFull(): boolean {
    return this.outstanding >= this.options.rate * Math.max(LEAST_BACKLOG_SECONDS, this.timeoutSeconds);
  }

  /** When the next request is due. */
  private get dueAt(): number {
    return this.startedAt + (this.sent / this.options.rate) * 1000;
  }

  private send(dueAt: number): void {
    const { step, path, body } = this.scenario.next();
    this.countSent(step, 1);
    this.outstanding += 1;
    const request = new LoadRequest({ timeoutSeconds: this.timeoutSeconds, keepBody: this.keepsBodies, stalls: this.stalls }, (answer) => {
      this.outstanding -= 1;
      this.count(step, path, answer, performance.now() - dueAt);
      for (const look of this.awaited) look();
      if (this.outstanding === 0) this.answeredAll?.();
    });
    const headers = { 'user-agent': 'gostyle-load', ...(body !== undefined && { 'content-type': 'application/json' }) };
    this.pool.dispatch({
      method: step.method as Dispatcher.HttpMethod, path, headers, body: body ?? null, reset: this.sent % this.freshEvery === 0,
    }, request);
  }

  private count(step: LoadStep, path: string, answer: LoadAnswer | Error, milliseconds: number): void {
    if (!('status' in answer)) return this.drop(path, answer.message);
    const { status, body } = answer;
    if (this.options.isPlaceholder?.({ path, ...answer })) {
      this.byPlaceholder += 1;
      return this.countSent(step, -1);
    }
    const isExpected = step.statuses.length > 0 ? step.statuses.includes(status) : status >= 200 && status < 400;
    if (!isExpected) return this.drop(path, `answered ${status}`, status);
    this.meter.answered(milliseconds);
    this.scenario.answered(step, body);
    const name = this.options.observe?.({ path, ...answer });
    if (name !== undefined) this.observed.set(name, (this.observed.get(name) ?? 0) + 1);
  }

  private countSent({ method, path }: LoadStep, more: number): void {
    const name = `${method} ${path}`;
    this.sentBySteps.set(name, (this.sentBySteps.get(name) ?? 0) + more);
  }

  private drop(path: string, cause: string, status?: number): void {
    this.meter.notAnswered({ dropped: true });
    if (this.firstDrops.length < FIRST_DROPS) {
      this.firstDrops.push({ time: new Date().toISOString(), path, cause, ...(status !== undefined && { status }) });
    }
  }
}
