import { request } from 'node:http';
import { healthAnswerText } from './health-answer';
import { parseMatcher } from './matcher';
import type { HealthCheckSettings } from '../model/target';
import { Stalls } from '../system/stalls';

export type HealthCheckResult =
  | { readonly passed: true }
  | {
    readonly passed: false;
    readonly reason: 'Target.FailedHealthChecks' | 'Target.Timeout' | 'Target.ResponseCodeMismatch';
    readonly description: string;
    /** What was asked and answered, if there was an answer. */
    readonly answered?: string;
  };

interface Address {
  readonly host: string;
  readonly port: number;
}

/** Checks one target periodically, starting immediately, until it is stopped. */
export class HealthChecker {
  private readonly stopping = new AbortController();
  private next?: NodeJS.Timeout;
  private startedAt = 0;

  constructor(
    private readonly address: Address,
    private readonly settings: () => HealthCheckSettings,
    private readonly report: (result: HealthCheckResult) => void,
  ) {}

  start(): void {
    this.next = undefined;
    this.startedAt = performance.now();
    void checkHealth(this.address, this.settings(), this.stopping.signal).catch((error: Error) => failed(error)).then((result) => {
      if (this.stopping.signal.aborted) return;
      this.schedule();
      this.report(result);
    });
  }

  /** Reschedules the next check by the new interval; a check in progress keeps its settings. */
  settingsChanged(): void {
    if (!this.next) return;
    clearTimeout(this.next);
    this.schedule();
  }

  /** Nothing is reported after this, not even a check in progress. */
  stop(): void {
    this.stopping.abort();
    clearTimeout(this.next);
    this.next = undefined;
  }

  private schedule(): void {
    const elapsed = performance.now() - this.startedAt;
    this.next = setTimeout(() => this.start(), Math.max(0, this.settings().intervalSeconds * 1000 - elapsed));
  }
}

/** Performs one check on a new connection, as ALB does. Rejects only for settings that make a request impossible. */
async function checkHealth(address: Address, settings: HealthCheckSettings, signal: AbortSignal): Promise<HealthCheckResult> {
  const expected = parseMatcher(settings.matcher);
  return new Promise((resolve) => {
    const check = request({
      host: address.host,
      port: address.port,
      path: settings.path,
      agent: false,
      signal,
      headers: {
        'Host': `${address.host}:${address.port}`,
        'User-Agent': 'ELB-HealthChecker/2.0',
        'Accept-Encoding': 'gzip, compressed',
        'Connection': 'close',
      },
    });
    const stalls = new Stalls();
    const cancelTimeout = stalls.after(settings.timeoutSeconds * 1000, () => finish(timedOut(settings)));
    const finish = (result: HealthCheckResult) => {
      cancelTimeout();
      stalls.close();
      resolve(result);
      check.destroy();
    };
    check.on('response', ({ statusCode = 0, headers: { location } }) => {
      finish(expected(statusCode) ? { passed: true } : mismatched(statusCode, settings, location));
    });
    check.on('error', (error) => finish(failed(error)));
    check.end();
  });
}

function timedOut({ timeoutSeconds, path }: HealthCheckSettings): HealthCheckResult {
  return { passed: false, reason: 'Target.Timeout', description: `Request timed out: no answer to ${path} within ${timeoutSeconds} s` };
}

function mismatched(status: number, { path, matcher }: HealthCheckSettings, location?: string): HealthCheckResult {
  return {
    passed: false,
    reason: 'Target.ResponseCodeMismatch',
    description: `Health checks failed with these codes: [${status}]`,
    answered: healthAnswerText({ path, status, location, expected: matcher }),
  };
}

function failed(error: Error): HealthCheckResult {
  return { passed: false, reason: 'Target.FailedHealthChecks', description: `Health checks failed: ${error.message}` };
}
