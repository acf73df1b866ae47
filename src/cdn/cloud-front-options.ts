import { Token } from 'aws-cdk-lib';
import type { ICertificate } from 'aws-cdk-lib/aws-certificatemanager';
import { SecurityPolicyProtocol, type PriceClass } from 'aws-cdk-lib/aws-cloudfront';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import { misuse, requirePattern } from '../core/misuse';
import { DOMAIN_NAME } from '../load-balancing/domain-options';

/** How CloudFront serves an environment. */
export interface CloudFrontOptions {
  /**
   * Certificate of AWS Certificate Manager in us-east-1, whatever the region of the environment, for all of its domain names, from
   * `Certificate.fromCertificateArn`.
   *
   * @default - one that the environment creates, where `domain.issueCertificate` asks for it; otherwise its `certificate`, if that is in us-east-1;
   * without a domain name that of CloudFront for `*.cloudfront.net`
   */
  readonly certificate?: ICertificate;

  /**
   * More names that CloudFront answers to, whose records are yours: a CNAME to the name of the distribution. Needs `certificate`, for them too.
   *
   * @default - those of `domain` and `additionalDomains`, which get their records
   */
  readonly domainNames?: string[];

  /**
   * Oldest version of TLS, with its ciphers, that a client may use: TLS 1.2 or newer. A change takes effect in a few minutes, without downtime.
   * The certificate of `*.cloudfront.net` has no such setting and admits TLS 1.0.
   *
   * @default SecurityPolicyProtocol.TLS_V1_2_2021
   * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/secure-connections-supported-viewer-protocols-ciphers.html
   */
  readonly minimumTlsVersion?: SecurityPolicyProtocol;

  /**
   * From which parts of the world requests are answered nearby. Fewer cost less for each gigabyte, and users elsewhere wait longer.
   *
   * @default PriceClass.PRICE_CLASS_ALL
   * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/PriceClass.html
   */
  readonly priceClass?: PriceClass;

  /**
   * Bucket that CloudFront logs requests to, below the name of the environment's stack, from `Bucket.fromBucketName`. It must have access control
   * lists enabled (`BucketOwnerPreferred`), and be in a region that is not an opt-in region.
   *
   * @default - in production a bucket of the environment's own that keeps a year, otherwise nothing is logged
   * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/standard-logging-legacy-s3.html
   */
  readonly logBucket?: IBucket;
}

const OLD_VERSIONS: readonly SecurityPolicyProtocol[] = [
  SecurityPolicyProtocol.SSL_V3, SecurityPolicyProtocol.TLS_V1, SecurityPolicyProtocol.TLS_V1_2016, SecurityPolicyProtocol.TLS_V1_1_2016,
];

/** Refuses what CloudFront would, and what is not safe. */
export function requireCloudFront({ certificate, domainNames = [], minimumTlsVersion }: CloudFrontOptions): void {
  if (minimumTlsVersion && OLD_VERSIONS.includes(minimumTlsVersion)) {
    throw misuse('cdn.minimumTlsVersion', 'must be TLS 1.2 or newer', minimumTlsVersion, 'leave it out for `SecurityPolicyProtocol.TLS_V1_2_2021`');
  }
  if (certificate) requireInUsEast1('cdn.certificate', certificate);
  if (domainNames.length > 0 && !certificate) {
    throw misuse('cdn.domainNames', 'must be set together with `certificate`, for these names too', domainNames,
      'bring one from us-east-1 with `Certificate.fromCertificateArn`');
  }
  for (const [index, name] of domainNames.entries()) {
    requirePattern(`cdn.domainNames[${index}]`, name, DOMAIN_NAME, 'must be a domain name in lower case, without a dot at its end',
      'write `www.example.com`, for example');
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
