import { setTimeout as delay } from 'node:timers/promises';
import { afterTest } from '../after-test';

const TIMEOUT_MS = 10_000;

export interface Lost {
  readonly environment: string;
  readonly at: number;
  readonly why: string;
}

/** Requests to each environment at a constant rate throughout the test; records each request that was not answered with 2xx. */
export class SteadyLoad {
  readonly lost: Lost[] = [];
  sent = 0;
  private ended = false;
  private readonly waiting = new Set<Promise<void>>();
  private readonly loops: readonly Promise<void>[];

  constructor(environments: readonly string[], private readonly urlOf: (environment: string) => string, private readonly everyMs: number) {
    afterTest(() => { this.ended = true; });
    this.loops = environments.map((name) => this.loop(name));
  }

  async end(): Promise<void> {
    this.ended = true;
    await Promise.all([...this.loops, ...this.waiting]);
  }

  /** Each request has a scheduled time, even if the previous one was sent late. */
  private async loop(environment: string): Promise<void> {
    for (let due = performance.now(); !this.ended; due += this.everyMs) {
      await delay(Math.max(0, due - performance.now()));
      const request: Promise<void> = this.ask(environment).finally(() => this.waiting.delete(request));
      this.waiting.add(request);
    }
  }

  private async ask(environment: string): Promise<void> {
    const at = Date.now();
    this.sent += 1;
    try {
      const response = await fetch(this.urlOf(environment), { signal: AbortSignal.timeout(TIMEOUT_MS) });
      await response.arrayBuffer();
      if (!response.ok) this.lost.push({ environment, at, why: String(response.status) });
    } catch (error) {
      this.lost.push({ environment, at, why: String((error as Error).cause ?? error) });
    }
  }
}
