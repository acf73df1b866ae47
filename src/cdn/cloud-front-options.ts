import { Token } from 'aws-cdk-lib';
import type { ICertificate } from 'aws-cdk-lib/aws-certificatemanager';
import { SecurityPolicyProtocol, type PriceClass } from 'aws-cdk-lib/aws-cloudfront';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import { misuse, requirePattern } from '../core/misuse';
import { DOMAIN_NAME } from '../load-balancing/domain-options';

/** How CloudFront serves an environment. */
export interface CloudFrontOptions {
  /**
   * Certificate of AWS Certificate Manager for all domain names, from `Certificate.fromCertificateArn`. It must be in us-east-1, whatever the region
   * of the environment is.
   *
   * @default - with `domain.issueCertificate`, a new one; otherwise the environment's `certificate`, if it is in us-east-1; without a domain name,
   * CloudFront's own for `*.cloudfront.net`
   */
  readonly certificate?: ICertificate;

  /**
   * Additional domain names whose DNS records you manage yourself: a CNAME to the distribution's domain name. `certificate` must cover them, too.
   *
   * @default - only those of `domain` and `additionalDomains`, which get their records
   */
  readonly domainNames?: string[];

  /**
   * Security policy: the minimum TLS version of clients, and the ciphers. TLS 1.2 or newer. A change takes effect within minutes, without downtime.
   * Without a domain name it has no effect: CloudFront's own certificate allows TLS 1.0.
   *
   * @default SecurityPolicyProtocol.TLS_V1_2_2021
   * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/secure-connections-supported-viewer-protocols-ciphers.html
   */
  readonly minimumTlsVersion?: SecurityPolicyProtocol;

  /**
   * Which edge locations are used. Fewer of them cost less per GB, and users far from them wait longer.
   *
   * @default PriceClass.PRICE_CLASS_ALL
   * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/PriceClass.html
   */
  readonly priceClass?: PriceClass;

  /**
   * Existing bucket for access logs, from `Bucket.fromBucketName`. The prefix is the name of the environment's stack. The bucket must have access
   * control lists enabled (`BucketOwnerPreferred`) and must not be in an opt-in region.
   *
   * @default - in production, a bucket of the environment's own that keeps logs for a year; otherwise no access logs
   * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/standard-logging-legacy-s3.html
   */
  readonly logBucket?: IBucket;
}

const OLD_VERSIONS: readonly SecurityPolicyProtocol[] = [
  SecurityPolicyProtocol.SSL_V3, SecurityPolicyProtocol.TLS_V1, SecurityPolicyProtocol.TLS_V1_2016, SecurityPolicyProtocol.TLS_V1_1_2016,
];

/** Rejects what CloudFront would reject, and what is not secure. */
export function requireCloudFront({ certificate, domainNames = [], minimumTlsVersion }: CloudFrontOptions): void {
  if (minimumTlsVersion && OLD_VERSIONS.includes(minimumTlsVersion)) {
    throw misuse('cdn.minimumTlsVersion', 'must not allow anything older than TLS 1.2', minimumTlsVersion,
      'leave it out for `SecurityPolicyProtocol.TLS_V1_2_2021`');
  }
  if (certificate) requireInUsEast1('cdn.certificate', certificate);
  if (domainNames.length > 0 && !certificate) {
    throw misuse('cdn.domainNames', 'must be set together with `certificate`, for these names too', domainNames,
      'bring one from us-east-1 with `Certificate.fromCertificateArn`');
  }
  for (const [index, name] of domainNames.entries()) {
    requirePattern(`cdn.domainNames[${index}]`, name, DOMAIN_NAME, 'must be a domain name in lower case, without a dot at its end',
      'write `www.example.com`, for example');
    if (domainNames.indexOf(name) !== index) throw misuse(`cdn.domainNames[${index}]`, 'must not be there twice', name, 'leave it out');
    if (/(^|\.)cloudfront\.net$/.test(name)) {
      throw misuse(`cdn.domainNames[${index}]`, 'must be a domain name of your own', name,
        'leave it out: CloudFront answers to its own name by itself');
    }
  }
}

const CERTIFICATE_ARN = /^arn:[\w-]+:acm:us-east-1:\d{12}:certificate\/\S+$/;

/** CloudFront looks for certificates in one region only, whatever the region of what it stands before. */
function requireInUsEast1(prop: string, { certificateArn }: ICertificate): void {
  if (Token.isUnresolved(certificateArn)) return;
  requirePattern(prop, certificateArn, CERTIFICATE_ARN,
    'must be a certificate of AWS Certificate Manager in us-east-1, where CloudFront looks for it',
    'request or import one there: `aws acm list-certificates --region us-east-1`');
}
