import { availableParallelism } from 'node:os';
import { ExecutionEnvironment, InvocationError, Throttled, type Answer, type EnvironmentSettings, type Invocation } from './execution-environment';
import { messageOf } from '../../messages/message-of';

/** Lambda also ends idle environments after a while. */
const IDLE_MS = 5 * 60_000;

/**
 * Lambda starts one per waiting request. Here they share the processors with the environments that serve: more at a time would not be ready
 * sooner, and would slow down all requests. A waiting request gets the first one that is idle.
 */
const MOST_INITIALIZING = Math.max(1, Math.floor(availableParallelism() / 2));

export interface PoolParts {
  readonly settings: EnvironmentSettings;
  /** Why no further request may be in progress, if that is so. */
  readonly throttled: () => string | undefined;
  readonly provisioned: number;
  readonly started: (environment: ExecutionEnvironment) => void;
  readonly ended: (environment: ExecutionEnvironment, why: string) => void;
  readonly changed: () => void;
}

interface Waiting {
  readonly take: (environment: ExecutionEnvironment) => void;
  readonly fail: (error: Error) => void;
}

/** The execution environments of one version. A request gets an idle one, or waits. */
export class VersionPool {
  readonly all = new Set<ExecutionEnvironment>();
  private readonly waiting: Waiting[] = [];
  private closing = false;
  private hasEnded = false;
  private readonly reaper: NodeJS.Timeout;
  private readonly idleSince = new Map<ExecutionEnvironment, number>();
  private readonly provisioning = new Set<ExecutionEnvironment>();

  constructor(private readonly parts: PoolParts) {
    this.reaper = setInterval(() => this.reap(), 10_000);
    this.reaper.unref();
  }

  /** Requests in progress, including those whose environment is starting. Idle environments take nothing from any limit. */
  get concurrency(): number {
    return [...this.all].filter((each) => each.state === 'Busy' || each.state === 'Initializing' && !this.provisioning.has(each)).length;
  }

  /** Starts the environments that are provisioned before any request. Rejects if one fails to start. */
  async provision(least = this.parts.provisioned): Promise<void> {
    const missing = Math.max(0, least - this.all.size);
    await Promise.all(Array.from({ length: missing }, () => this.start((environment) => this.provisioning.add(environment))));
  }

  async invoke(invocation: Invocation): Promise<Answer> {
    const environment = await this.acquire();
    try {
      return await environment.invoke(invocation);
    } finally {
      this.release(environment);
    }
  }

  /** Waits for requests in flight, including those that wait for an environment, then ends the rest. */
  async close(): Promise<void> {
    this.closing = true;
    clearInterval(this.reaper);
    for (const environment of this.all) {
      const isAwaited = environment.state === 'Initializing' && this.waiting.length > 0;
      if (environment.state !== 'Busy' && !isAwaited) environment.end('its version gets no more traffic');
    }
    while (this.all.size > 0) await new Promise((resolve) => setTimeout(resolve, 20));
  }

  endAll(): void {
    this.closing = true;
    this.hasEnded = true;
    clearInterval(this.reaper);
    // A request that still waited would start another environment, which would outlive the run.
    for (const { fail } of this.waiting.splice(0)) fail(runEnds());
    for (const environment of this.all) environment.end('the run ends');
  }

  private acquire(): Promise<ExecutionEnvironment> {
    if (this.hasEnded) return Promise.reject(runEnds());
    const idle = [...this.idleSince.keys()].findLast(({ hasExited }) => !hasExited);
    const initializing = [...this.all].filter(({ state }) => state === 'Initializing').length;
    const startsOne = !idle && initializing < MOST_INITIALIZING && initializing <= this.waiting.length;
    const throttled = idle || startsOne ? this.parts.throttled() : undefined;
    if (throttled !== undefined) return Promise.reject(new Throttled(throttled));
    if (idle) {
      this.idleSince.delete(idle);
      return Promise.resolve(idle);
    }
    if (startsOne) this.startForWaiting();
    return new Promise((take, fail) => this.waiting.push({ take, fail }));
  }

  /** If an environment fails to start, a waiting request fails too, unless another environment is already starting. */
  private startForWaiting(): void {
    this.start().catch((error: Error) => {
      if ([...this.all].some(({ state }) => state === 'Initializing')) return;
      this.waiting.shift()?.fail(error);
      if (this.waiting.length > 0 && this.all.size === 0) this.startForWaiting();
    });
  }

  private async start(begun: (environment: ExecutionEnvironment) => unknown = () => undefined): Promise<void> {
    const environment = new ExecutionEnvironment(this.parts.settings, (why) => {
      this.all.delete(environment);
      this.provisioning.delete(environment);
      this.idleSince.delete(environment);
      this.parts.ended(environment, why);
    });
    this.all.add(environment);
    begun(environment);
    try {
      await environment.initialize();
    } catch (error) {
      // Also one that this machine could not start: it would be awaited for ever.
      environment.end(messageOf(error));
      throw error;
    }
    this.provisioning.delete(environment);
    this.parts.started(environment);
    this.release(environment);
  }

  private release(environment: ExecutionEnvironment): void {
    if (environment.state === 'Idle') {
      const next = this.waiting.shift();
      if (next) next.take(environment);
      else if (this.closing) environment.end('its version gets no more traffic');
      else this.idleSince.set(environment, performance.now());
    } else if (this.waiting.length > 0 && this.all.size === 0) {
      this.startForWaiting();
    }
    this.parts.changed();
  }

  private reap(): void {
    for (const [environment, since] of this.idleSince) {
      if (performance.now() - since > IDLE_MS && this.all.size > this.parts.provisioned) environment.end('it had nothing to do');
    }
  }
}

function runEnds(): InvocationError {
  return new InvocationError('the run ends');
}
