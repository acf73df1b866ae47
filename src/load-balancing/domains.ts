import type { ICertificate } from 'aws-cdk-lib/aws-certificatemanager';
import type { IAliasRecordTarget } from 'aws-cdk-lib/aws-route53';
import type { Construct } from 'constructs';
import { Domain } from './domain';
import type { DomainOptions } from './domain-options';

export interface DomainsProps {
  readonly environmentName: string;
  readonly domain?: DomainOptions;
  readonly additionalDomains: DomainOptions[];
}

/** The domain names of an environment. Each has its own construct id, so that adding or removing one does not affect the others. */
export class Domains {
  /** The first one, which identifies the environment. */
  readonly primary?: Domain;

  private readonly additional: Domain[];

  constructor(scope: Construct, { environmentName, domain, additionalDomains }: DomainsProps) {
    const prop = `environments.${environmentName}`;
    this.primary = domain && new Domain(scope, 'Domain', domain, `${prop}.domain`);
    this.additional = additionalDomains.map((each, index) =>
      new Domain(scope, `Domain-${each.name ?? each.hostedZone.zoneName}`, each, `${prop}.additionalDomains[${index}]`));
  }

  /** Certificates besides that of the primary name. */
  get additionalCertificates(): { name: string; certificate: ICertificate }[] {
    return this.additional.flatMap(({ name, certificate }) => certificate ? [{ name, certificate }] : []);
  }

  pointTo(alias: IAliasRecordTarget, ipv6?: boolean): void {
    for (const each of this.primary ? [this.primary, ...this.additional] : this.additional) each.pointTo(alias, ipv6);
  }
}
