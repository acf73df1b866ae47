import type { SettingsInForce } from './settings-in-force';
import type { Target } from './target';
import { counted } from '../messages/counted';
import type { MessageCode } from '../messages/message-codes';
import { messageOf } from '../messages/message-of';
import type { Reporter } from '../messages/reporter';
import type { LoadBalancerStatistics } from '../model/target';

const MAX_RECENT = 50;
/** After this time the same cause at the same target is reported again, with the number of repetitions. */
const QUIET_MS = 1000;

interface Report {
  readonly level: 'warning' | 'error';
  readonly code: MessageCode;
  readonly text: string;
  readonly data: Readonly<Record<string, string | number>>;
}

export type RecentError = LoadBalancerStatistics['recentErrors'][number];

/** Causes of responses that the load balancer generated itself: kept for the console, and reported at a limited rate. */
export class FailureLog {
  private readonly newest: RecentError[] = [];
  private readonly quiet = new Map<string, { since: number; repeated: number }>();

  constructor(private readonly reporter: Reporter | undefined, private readonly settings: SettingsInForce) {}

  add(status: number, cause: string, target?: string): void {
    this.newest.push({ time: new Date().toISOString(), status, cause, ...(target !== undefined && { target }) });
    if (this.newest.length > MAX_RECENT) this.newest.shift();
    const data = { status, cause, ...(target !== undefined && { target }) };
    this.report({ level: 'warning', code: 'balancer.request.failed', text: `${status}: ${cause}`, data });
  }

  /** A bug in the load balancer, or a resource shortage, that closed a single connection. */
  unforeseen(error: unknown): void {
    this.report({
      level: 'error', code: 'balancer.connection.failed', text: `the load balancer ended a connection: ${messageOf(error)}`, data: {},
    });
  }

  recent(): readonly RecentError[] {
    return [...this.newest];
  }

  /** Warns once per target about `Keep-Alive: timeout=5`: such an application also loses requests behind a real load balancer. */
  learnKeepAlive(target: Target, header: string): void {
    const seconds = Number(/timeout=(\d+)/.exec(header)?.[1] ?? Infinity);
    target.keepAliveSeconds = seconds;
    const { idleTimeoutSeconds } = this.settings.loadBalancer;
    if (seconds > idleTimeoutSeconds) return;
    this.reporter?.warning(
      'balancer.target.keep-alive-too-short',
      `the application closes idle connections after ${seconds} s (seen on ${target.address.id}), but the load balancer keeps them for `
      + `${idleTimeoutSeconds} s and will sometimes send a request on a connection that is just closing (502); use a longer keep-alive timeout`,
      { target: target.address.id, keepAliveSeconds: seconds, idleTimeoutSeconds },
    );
  }

  private report({ level, code, text, data }: Report): void {
    const key = `${data.target ?? ''} ${text}`;
    const last = this.quiet.get(key);
    const now = performance.now();
    if (last && now - last.since < QUIET_MS) {
      last.repeated += 1;
      return;
    }
    if (this.quiet.size >= MAX_RECENT) this.quiet.clear();
    this.quiet.set(key, { since: now, repeated: 0 });
    const times = last && last.repeated > 0 ? ` (${counted(last.repeated, 'more time')} since it was last reported)` : '';
    this.reporter?.[level](code, `${text}${times}`, data);
  }
}
