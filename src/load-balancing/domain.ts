import { Certificate, CertificateValidation, type ICertificate } from 'aws-cdk-lib/aws-certificatemanager';
import { AaaaRecord, ARecord, RecordTarget, type IAliasRecordTarget } from 'aws-cdk-lib/aws-route53';
import { Construct } from 'constructs';
import { domainName, type DomainOptions } from './domain-options';
import { requireOutside } from '../core/outside';

/** The domain name of an environment and, if requested, its certificate. */
export class Domain extends Construct {
  readonly name: string;
  readonly certificate?: ICertificate;

  constructor(scope: Construct, id: string, private readonly options: DomainOptions, prop: string) {
    super(scope, id);
    const { hostedZone, issueCertificate } = options;
    requireOutside(`${prop}.hostedZone`, hostedZone.hostedZoneId, this, 'use `HostedZone.fromHostedZoneAttributes` or `HostedZone.fromLookup`');
    this.name = domainName(options);
    if (issueCertificate) {
      this.certificate = new Certificate(this, 'Certificate', { domainName: this.name, validation: CertificateValidation.fromDns(hostedZone) });
    }
  }

  /** An alias record, which is free of charge and follows the addresses of its target. */
  pointTo(alias: IAliasRecordTarget, ipv6 = false): void {
    const record = { zone: this.options.hostedZone, recordName: `${this.name}.`, target: RecordTarget.fromAlias(alias) };
    new ARecord(this, 'Record', record);
    if (ipv6) new AaaaRecord(this, 'Ipv6Record', record);
  }
}
