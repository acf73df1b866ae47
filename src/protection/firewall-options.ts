import type { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { requireIntegerWithin } from '../core/misuse';
import { requireRetention } from '../core/retention';

/** What a firewall looks for, and what it does about it. */
export interface FirewallOptions {
  /**
   * Whether requests that a managed rule matches are answered with 403. Managed rules have false positives (a body of more than 8 KB, a
   * file name in a parameter): read the log of what is counted before you turn this on. The rate limit blocks either way.
   *
   * @default false - they are counted and logged
   */
  readonly block?: boolean;

  /**
   * Requests per address in five minutes, 10 to 2,000,000,000, above which further ones are answered with 429. Users behind one company's
   * or mobile network's address share it.
   *
   * @default 2000
   */
  readonly requestsPerFiveMinutes?: number;

  /**
   * Whether bots that name themselves are recognized, too: 10 USD a month, and 1 USD for a million requests after the first ten.
   *
   * @default false
   */
  readonly botControl?: boolean;

  /**
   * How long the log of what was blocked or counted is kept. A change keeps what is there.
   *
   * @default RetentionDays.THREE_MONTHS
   */
  readonly logRetention?: RetentionDays;
}

/** Refuses what AWS WAF would. */
export function requireFirewall({ requestsPerFiveMinutes, logRetention }: FirewallOptions): void {
  if (requestsPerFiveMinutes !== undefined) {
    requireIntegerWithin('firewall.requestsPerFiveMinutes', requestsPerFiveMinutes, 10, 2_000_000_000, 'leave it out for 2000');
  }
  requireRetention('firewall.logRetention', logRetention);
}
