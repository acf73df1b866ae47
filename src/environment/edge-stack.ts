import { CfnDeletionPolicy, CfnOutput, Stack, type StackProps } from 'aws-cdk-lib';
import { Certificate, CertificateValidation, type CfnCertificate } from 'aws-cdk-lib/aws-certificatemanager';
import type { Construct } from 'constructs';
import { domainName, type DomainOptions } from '../load-balancing/domain-options';

export interface EdgeStackProps extends StackProps {
  readonly domains: DomainOptions[];
}

/** Output that has the certificate's ARN. */
export const EDGE_OUTPUT = 'CertificateArn';

/**
 * What an environment needs in us-east-1 because CloudFront looks for it there. The stage of the environment deploys it first, and passes the
 * certificate on as a parameter: neither exports nor references work across regions.
 */
export class EdgeStack extends Stack {
  constructor(scope: Construct, id: string, { domains, ...props }: EdgeStackProps) {
    super(scope, id, props);
    const certificate = issueCertificate(this, 'Certificate', domains);
    // When this stack is updated, the distribution still uses the previous certificate, which Certificate Manager would therefore refuse to delete.
    const { cfnOptions } = certificate.node.defaultChild as CfnCertificate;
    cfnOptions.updateReplacePolicy = CfnDeletionPolicy.RETAIN;
    cfnOptions.deletionPolicy = CfnDeletionPolicy.DELETE;
    new CfnOutput(this, EDGE_OUTPUT, { value: certificate.certificateArn, description: 'Certificate of the distribution' });
  }
}

/** CloudFront takes one certificate for all names. */
export function issueCertificate(scope: Construct, id: string, domains: DomainOptions[]): Certificate {
  const [first, ...others] = domains.map(domainName);
  const hostedZones = Object.fromEntries(domains.map((domain) => [domainName(domain), domain.hostedZone]));
  return new Certificate(scope, id, {
    domainName: first,
    subjectAlternativeNames: others.length > 0 ? others : undefined,
    validation: CertificateValidation.fromDnsMultiZone(hostedZones),
  });
}
