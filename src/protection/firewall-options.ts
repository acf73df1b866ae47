import type { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { requireIntegerWithin } from '../core/misuse';

/** Rules of a firewall, and whether they block. */
export interface FirewallOptions {
  /**
   * Whether requests that match a managed rule are answered with 403. Managed rules have false positives (a body of more than 8 KB, a
   * file name in a parameter): review the log of counted requests before you turn this on. The rate limit blocks in any case.
   *
   * @default false - they are counted and logged
   */
  readonly block?: boolean;

  /**
   * Requests per address in five minutes, 10 to 2,000,000,000; those above it are answered with 429. Users behind the address of one company
   * or mobile network share it.
   *
   * @default 2000
   */
  readonly requestsPerFiveMinutes?: number;

  /**
   * Whether to detect bots that identify themselves, too: 11 USD a month, and 1 USD per million requests after the first ten million.
   *
   * @default false
   */
  readonly botControl?: boolean;

  /**
   * How long to keep the log of blocked and counted requests. A change keeps existing entries.
   *
   * @default RetentionDays.THREE_MONTHS
   */
  readonly retention?: RetentionDays;
}

/** Rejects what AWS WAF would. */
export function requireFirewall({ requestsPerFiveMinutes }: FirewallOptions): void {
  if (requestsPerFiveMinutes !== undefined) {
    requireIntegerWithin('firewall.requestsPerFiveMinutes', requestsPerFiveMinutes, 10, 2_000_000_000, 'leave it out for 2000');
  }
}
