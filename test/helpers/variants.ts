import { join } from 'node:path';
import { Annotations, Duration, Stack, type App } from 'aws-cdk-lib';
import { Certificate } from 'aws-cdk-lib/aws-certificatemanager';
import { SslPolicy } from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { Role } from 'aws-cdk-lib/aws-iam';
import { HostedZone } from 'aws-cdk-lib/aws-route53';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { SMALLEST } from './web-pipeline';
import { Cdn, Compute, Environment, GoStyleWebPipeline, HostImage, Logs, Nat, Network, Provisioning } from '../../src';

const FIXTURES = join(__dirname, '..', 'fixtures', 'provisioning');

/** Alternatives to the fullest use: other ways to the internet, and existing resources. */
export function variantsPipeline(app: App): GoStyleWebPipeline {
  const stack = new Stack(app, 'WebPipeline');
  const web = new GoStyleWebPipeline(stack, 'Web', {
    ...SMALLEST,
    environments: [
      Environment.named('cheap', {
        network: Network.own({ nat: Nat.instance() }),
        domain: {
          hostedZone: HostedZone.fromHostedZoneAttributes(stack, 'Zone', { hostedZoneId: 'Z0123456789', zoneName: 'example.com' }),
          name: 'cheap.example.com',
          issueCertificate: true,
        },
        additionalDomains: [{
          hostedZone: HostedZone.fromHostedZoneAttributes(stack, 'OtherZone', { hostedZoneId: 'Z987654321', zoneName: 'example.org' }),
          issueCertificate: true,
        }],
        https: { tlsPolicy: SslPolicy.TLS13_RES, strictTransportSecurity: { maxAge: Duration.days(30) } },
      }),
      Environment.named('baked', {
        cdn: Cdn.cloudFront(),
        logs: Logs.cloudWatch({ unit: 'shop.service' }),
        compute: Compute.ec2({
          image: HostImage.baked({ tests: [join(FIXTURES, 'image-test.sh')] }),
          provisioning: [Provisioning.cloudInit(join(FIXTURES, 'cloud-config.yml')), Provisioning.packages('jq')],
        }),
      }),
      Environment.named('closed', {
        production: true,
        cdn: Cdn.cloudFront({
          certificate: Certificate.fromCertificateArn(stack, 'EdgeCertificate',
            'arn:aws:acm:us-east-1:111122223333:certificate/01234567-89ab-cdef-0123-456789abcdef'),
          domainNames: ['closed.example.net'],
        }),
        network: Network.own({ nat: Nat.none() }),
        logs: Logs.cloudWatch({ unit: 'shop.service' }),
        accessLogBucket: Bucket.fromBucketName(stack, 'Logs', 'all-access-logs'),
        compute: Compute.ec2({ instanceRole: Role.fromRoleArn(stack, 'Role', 'arn:aws:iam::111122223333:role/team/instances') }),
      }),
    ],
  });
  Annotations.of(web.environment('closed')).acknowledgeWarning('gostyle:accessLogBucket', 'there is no bucket behind the name');
  return web;
}
