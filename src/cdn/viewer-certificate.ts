import { Annotations, Token } from 'aws-cdk-lib';
import type { ICertificate } from 'aws-cdk-lib/aws-certificatemanager';
import { ApplicationProtocol } from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import type { Construct } from 'constructs';
import type { CdnBindOptions } from './cdn-config';
import type { CloudFrontOptions } from './cloud-front-options';
import { misuse } from '../core/misuse';
import { requireOutside, requireSameAccount } from '../core/outside';
import { US_EAST_1 } from '../core/place';
import { domainName } from '../load-balancing/domain-options';

interface Viewers extends Pick<CdnBindOptions, 'environmentName' | 'domains' | 'certificates' | 'loadBalancing'>,
  Pick<CloudFrontOptions, 'certificate' | 'domainNames'> {
  readonly loadBalancerCertificate?: ICertificate;
}

/** @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/cloudfront-limits.html */
const MOST_NAMES = 100;
/** @see https://docs.aws.amazon.com/acm/latest/userguide/acm-limits.html */
const MOST_ISSUED = 10;

/** An account may have more than by default, so more is no error. */
function noteQuota(scope: Construct, names: number, quota: string): void {
  Annotations.of(scope).addWarningV2('gostyle:domainNames', `${quota} unless the quota of the account was increased, got: ${names}; the deployment`
    + ' fails otherwise: have it increased with Service Quotas, or use fewer names');
}

/** Every name that CloudFront answers to besides its own. */
export function viewerNames({ domains, domainNames = [] }: Pick<Viewers, 'domains' | 'domainNames'>): string[] {
  return [...new Set([...domains.map(domainName), ...domainNames])];
}

/** The certificate that clients see: undefined where there is no name but CloudFront's own. */
export function viewerCertificate(scope: Construct, viewers: Viewers): ICertificate | undefined {
  const { environmentName, domains, certificate, certificates, loadBalancerCertificate } = viewers;
  const names = viewerNames(viewers);
  if (names.length === 0) return noCertificate(viewers);
  if (names.length > MOST_NAMES) noteQuota(scope, names.length, `CloudFront allows ${MOST_NAMES} domain names per distribution`);
  if (certificate) {
    requireOutside('cdn.certificate', certificate.certificateArn, scope, 'use `Certificate.fromCertificateArn`');
    requireSameAccount('cdn.certificate', certificate.certificateArn, scope);
    return certificate;
  }
  if (domains.every(({ issueCertificate }) => issueCertificate)) {
    const { length } = domains;
    if (length > MOST_ISSUED) noteQuota(scope, length, `Certificate Manager issues a certificate for ${MOST_ISSUED} domain names`);
    return certificates.issue(domains);
  }
  const isForAll = !domains.some(({ issueCertificate }) => issueCertificate);
  if (loadBalancerCertificate && isForAll && isInUsEast1(loadBalancerCertificate)) return loadBalancerCertificate;
  throw misuse(`environments.${environmentName}.cdn`, 'must have a certificate in us-east-1 for the domain names, because CloudFront finds no other',
    domains.map(domainName), 'set `certificate` of `Cdn.cloudFront`, or `issueCertificate` of each domain');
}

function noCertificate({ environmentName, certificate, loadBalancing }: Viewers): undefined {
  if (certificate) {
    throw misuse('cdn.certificate', 'must be set together with a domain name', certificate.certificateArn, 'set `domain`, or `domainNames` of `cdn`');
  }
  if (loadBalancing.protocol === ApplicationProtocol.HTTPS) {
    throw misuse(`environments.${environmentName}.certificate`, 'must be set together with a domain name, because CloudFront asks the load balancer'
      + ' for the name that the client asked for', 'no domain name', 'set `domain`, or `domainNames` of `cdn`; without a name leave it out');
  }
}

function isInUsEast1({ certificateArn }: ICertificate): boolean {
  return !Token.isUnresolved(certificateArn) && certificateArn.split(':')[3] === US_EAST_1;
}
