import { App, Stack } from 'aws-cdk-lib';
import { HostedZone } from 'aws-cdk-lib/aws-route53';
import { SMALLEST } from './web-pipeline';
import { Cdn, Environment, Firewall, GoStyleWebPipeline } from '../../src';

/** A pipeline in eu-west-1 with an environment behind CloudFront, whose certificate is therefore in a stack of its own. */
export function cdnPipeline(app: App = new App()): GoStyleWebPipeline {
  const stack = new Stack(app, 'WebPipeline', { env: { account: '111122223333', region: 'eu-west-1' } });
  const hostedZone = HostedZone.fromHostedZoneAttributes(stack, 'Zone', { hostedZoneId: 'Z0123456789', zoneName: 'example.com' });
  return new GoStyleWebPipeline(stack, 'Web', {
    ...SMALLEST,
    environments: [Environment.named('live', {
      production: true, cdn: Cdn.cloudFront(), domain: { hostedZone, issueCertificate: true }, uses: [Firewall.managed()],
    })],
  });
}
