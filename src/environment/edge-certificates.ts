import { Stack } from 'aws-cdk-lib';
import { Certificate, CertificateValidation, type ICertificate } from 'aws-cdk-lib/aws-certificatemanager';
import type { Construct } from 'constructs';
import type { IEdgeCertificates } from '../cdn/cdn-config';
import { misuse } from '../core/misuse';
import { US_EAST_1 } from '../core/place';
import { domainName, type DomainOptions } from '../load-balancing/domain-options';

/** Certificates in us-east-1 of an environment. */
export class EdgeCertificates implements IEdgeCertificates {
  constructor(private readonly scope: Construct, private readonly environmentName: string) {}

  issue(domains: DomainOptions[]): ICertificate {
    const { region } = Stack.of(this.scope);
    if (region === US_EAST_1) return issueCertificate(this.scope, 'EdgeCertificate', domains);
    throw misuse(`environments.${this.environmentName}.cdn`, 'must have a `certificate` from us-east-1, because the environment is elsewhere',
      region, 'bring one with `Certificate.fromCertificateArn`');
  }
}

function issueCertificate(scope: Construct, id: string, domains: DomainOptions[]): Certificate {
  const [first, ...others] = domains.map(domainName);
  const hostedZones = Object.fromEntries(domains.map((domain) => [domainName(domain), domain.hostedZone]));
  return new Certificate(scope, id, {
    domainName: first,
    subjectAlternativeNames: others.length > 0 ? others : undefined,
    validation: CertificateValidation.fromDnsMultiZone(hostedZones),
  });
}
