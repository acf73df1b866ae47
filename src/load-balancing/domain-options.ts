import { Token } from 'aws-cdk-lib';
import type { IHostedZone } from 'aws-cdk-lib/aws-route53';
import { misuse, requirePattern } from '../core/misuse';

/** A domain name that points to an environment's load balancer. */
export interface DomainOptions {
  /**
   * Public hosted zone of Amazon Route 53, in the account of the environment, from `HostedZone.fromHostedZoneAttributes` or
   * `HostedZone.fromLookup`.
   */
  readonly hostedZone: IHostedZone;

  /**
   * The domain name: the hosted zone's name, or one below it. A change creates the new record before it deletes the old one.
   *
   * @default - the name of the hosted zone
   */
  readonly name?: string;

  /**
   * Whether the environment gets a certificate of AWS Certificate Manager for the name, free of charge. It is validated by a record
   * in the hosted zone and renews itself; the first deployment waits for it, a few minutes. HTTP is redirected to HTTPS. Not
   * together with `certificate`.
   *
   * @default false - `certificate`, or HTTP only
   * @see https://docs.aws.amazon.com/acm/latest/userguide/dns-validation.html
   */
  readonly issueCertificate?: boolean;
}

export const DOMAIN_NAME = /^(?=.{1,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{0,61}[a-z0-9]$/;

/** The limit of Certificate Manager for the first name of a certificate, and so for one that is issued here. */
const LONGEST_CERTIFIED = 64;

/** The domain name, by default that of the zone. */
export function domainName({ name, hostedZone }: DomainOptions): string {
  return name ?? hostedZone.zoneName;
}

/** Rejects a name outside the hosted zone. */
export function requireDomain(prop: string, domain: DomainOptions): void {
  const zoneName = zoneNameOf(prop, domain.hostedZone);
  const name = domain.name ?? zoneName;
  requirePattern(`${prop}.name`, name, DOMAIN_NAME, 'must be a domain name in lower case, without a wildcard and without a dot at its end',
    'write `www.example.com`, for example');
  if (Token.isUnresolved(name) || Token.isUnresolved(zoneName)) return;
  if (name !== zoneName && !name.endsWith(`.${zoneName}`)) {
    throw misuse(`${prop}.name`, `must be in its hosted zone, \`${zoneName}\``, name, `write \`www.${zoneName}\`, for example, or use its own zone`);
  }
  if (domain.issueCertificate && name.length > LONGEST_CERTIFIED) {
    throw misuse(`${prop}.name`, `must have at most ${LONGEST_CERTIFIED} characters with \`issueCertificate\``, name,
      'bring a `certificate` with a shorter name first and this one as a further name');
  }
}

/** A zone that was imported by its id alone has no name. */
function zoneNameOf(prop: string, hostedZone: IHostedZone): string {
  try {
    return hostedZone.zoneName;
  } catch {
    throw misuse(`${prop}.hostedZone`, 'must have a known name', hostedZone.hostedZoneId, 'use `HostedZone.fromHostedZoneAttributes`');
  }
}
