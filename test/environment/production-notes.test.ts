import { Annotations, Match } from 'aws-cdk-lib/assertions';
import { Certificate } from 'aws-cdk-lib/aws-certificatemanager';
import { Environment } from '../../src';
import { warnings } from '../helpers/messages';
import { environmentStack, environmentWith } from '../helpers/web-pipeline';

const PRODUCTION = ['prod', 'prd', 'live', 'PROD', 'eu-prod', 'prod-eu', 'production-eu', 'main'];

test.each(PRODUCTION)('%s is not silently something less than production', (name) => {
  expect(warnings(environmentStack(Environment.named(name)))).toEqual([
    expect.stringMatching(`^the environment \`${name}\` is not treated as production: .* write \`production: true\` if users depend on it`),
  ]);
});

test.each(['staging', 'nonprod', 'non-prod', 'preproduct', 'lively', 'dev'])('%s is not taken for production', (name) => {
  expect(warnings(environmentStack(Environment.named(name)))).toEqual([]);
});

test.each([true, false])('`production: %s` causes no message', (production) => {
  expect(warnings(environmentStack(Environment.named('prod', { production })))).toEqual([]);
});

test('reports production over HTTP only, with the fix', () => {
  Annotations.fromStack(environmentStack(Environment.named('production')))
    .hasInfo('*', Match.stringLikeRegexp('`production` is production and serves HTTP only: give it a certificate with .*issueCertificate'));
});

test('reports nothing with a certificate or outside of production', () => {
  const certified = environmentWith('production', (scope) => ({
    certificate: Certificate.fromCertificateArn(scope, 'Certificate', 'arn:aws:acm:eu-west-1:111122223333:certificate/1'),
  }));
  for (const stack of [certified, environmentStack(Environment.named('staging'))]) {
    Annotations.fromStack(stack).hasNoInfo('*', Match.stringLikeRegexp('HTTP only'));
  }
});
