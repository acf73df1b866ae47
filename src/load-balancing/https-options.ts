import { Token, type Duration } from 'aws-cdk-lib';
import type { SslPolicy } from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { misuse, requireKnown } from '../core/misuse';

/** How the load balancer of an environment serves HTTPS. Free of charge. */
export interface HttpsOptions {
  /**
   * Security policy of the listener: which versions of TLS and which ciphers clients may use. TLS 1.2 or newer. A change takes effect for
   * new connections, without downtime.
   *
   * @default SslPolicy.RECOMMENDED_TLS - TLS 1.2 and 1.3
   * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/describe-ssl-policies.html
   */
  readonly tlsPolicy?: SslPolicy;

  /**
   * HTTP Strict Transport Security (HSTS): after one response, browsers use only HTTPS for the name during `maxAge`. Only a later response
   * with a `maxAge` of zero ends that earlier.
   *
   * @default - the application's own `Strict-Transport-Security` header, if it sends one
   * @see https://developer.mozilla.org/en-US/docs/Web/HTTP/Reference/Headers/Strict-Transport-Security
   */
  readonly strictTransportSecurity?: StrictTransportSecurity;
}

/** The `Strict-Transport-Security` header that the load balancer adds to each response, in place of the application's own. */
export interface StrictTransportSecurity {
  /**
   * How long a browser remembers it after each response, in whole seconds, at most two years. Begin with a few minutes; zero makes browsers
   * forget it.
   */
  readonly maxAge: Duration;

  /**
   * Whether it applies to all names below the domain name, too, including those served by other systems.
   *
   * @default false
   */
  readonly includeSubDomains?: boolean;

  /**
   * Whether browsers may include the name in their preload list, where it stays for months even if you change your mind. Needs
   * `includeSubDomains` and a `maxAge` of at least a year; you submit the name yourself.
   *
   * @default false
   * @see https://hstspreload.org
   */
  readonly preload?: boolean;
}

const SECONDS_A_YEAR = 31_536_000;

/**
 * Policies that allow TLS 1.0 or 1.1: by their names, or older than names with versions.
 *
 * @see https://docs.aws.amazon.com/elasticloadbalancing/latest/application/describe-ssl-policies.html
 */
export const OLD_POLICIES = /^ELBSecurityPolicy-(201\d-\d\d$|FS-201\d-\d\d$|(TLS|TLS13|FS)-1-[01]-)/;

/** Rejects what cannot work, and preloading by accident. */
export function requireHttps(prop: string, { tlsPolicy, strictTransportSecurity }: HttpsOptions): void {
  if (tlsPolicy !== undefined && !Token.isUnresolved(tlsPolicy) && OLD_POLICIES.test(tlsPolicy)) {
    throw misuse(`${prop}.tlsPolicy`, 'must not allow anything older than TLS 1.2', tlsPolicy, 'leave it out for `SslPolicy.RECOMMENDED_TLS`');
  }
  if (!strictTransportSecurity) return;
  const { maxAge, includeSubDomains = false, preload = false } = strictTransportSecurity;
  const path = `${prop}.strictTransportSecurity`;
  requireKnown(`${path}.maxAge`, maxAge, 'write `Duration.minutes(5)`, for example');
  const seconds = maxAge.toSeconds({ integral: false });
  if (!Number.isInteger(seconds)) throw misuse(`${path}.maxAge`, 'must be whole seconds', `${seconds} s`, 'write `Duration.minutes(5)`, for example');
  // What browsers' preload list recommends; Chrome remembers less in any case.
  if (seconds > 2 * SECONDS_A_YEAR) {
    throw misuse(`${path}.maxAge`, 'must be at most two years', maxAge.toHumanString(), 'write `Duration.days(365)`, for example');
  }
  if (preload && (!includeSubDomains || seconds < SECONDS_A_YEAR)) {
    throw misuse(`${path}.preload`, 'must be set together with `includeSubDomains` and a `maxAge` of at least 365 days', true,
      'set both, or leave `preload` out');
  }
}

/** The value of the header. */
export function headerOf({ maxAge, includeSubDomains = false, preload = false }: StrictTransportSecurity): string {
  return [`max-age=${maxAge.toSeconds()}`, ...includeSubDomains ? ['includeSubDomains'] : [], ...preload ? ['preload'] : []].join('; ');
}
