import type { Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { Certificate, CertificateValidation } from 'aws-cdk-lib/aws-certificatemanager';
import { HostedZone, type IHostedZone } from 'aws-cdk-lib/aws-route53';
import type { DomainOptions, EnvironmentOptions } from '../../src';
import { environmentWith } from '../helpers/web-pipeline';

type Bring = (scope: Stack) => EnvironmentOptions;

const staging = (bring: Bring): Template => Template.fromStack(environmentWith('staging', bring));

const zone = (scope: Stack): IHostedZone =>
  HostedZone.fromHostedZoneAttributes(scope, 'Zone', { hostedZoneId: 'Z0123456789', zoneName: 'example.com' });
const domain = (options: Omit<DomainOptions, 'hostedZone'> = {}): Bring => (scope) => ({ domain: { hostedZone: zone(scope), ...options } });
const certificate = (scope: Stack) => Certificate.fromCertificateArn(scope, 'Certificate', 'arn:aws:acm:eu-west-1:111122223333:certificate/0c5f1a0e');

test('the name points to the load balancer, without a certificate', () => {
  const template = staging(domain({ name: 'www.example.com' }));
  template.hasResourceProperties('AWS::Route53::RecordSet', {
    Name: 'www.example.com.',
    Type: 'A',
    HostedZoneId: 'Z0123456789',
    AliasTarget: {
      DNSName: { 'Fn::Join': ['', ['dualstack.', { 'Fn::GetAtt': [Match.stringLikeRegexp('^LoadBalancer'), 'DNSName'] }]] },
      HostedZoneId: { 'Fn::GetAtt': [Match.stringLikeRegexp('^LoadBalancer'), 'CanonicalHostedZoneID'] },
    },
  });
  template.resourceCountIs('AWS::CertificateManager::Certificate', 0);
  template.hasResourceProperties('AWS::ElasticLoadBalancingV2::Listener', { Port: 80, DefaultActions: [Match.objectLike({ Type: 'forward' })] });
  template.hasOutput('Url', { Value: 'http://www.example.com' });
});

test('the name of the zone itself is the default', () => {
  staging(domain()).hasResourceProperties('AWS::Route53::RecordSet', { Name: 'example.com.' });
});

test('a certificate is issued where asked, and HTTP is redirected', () => {
  const template = staging(domain({ name: 'www.example.com', issueCertificate: true }));
  template.hasResourceProperties('AWS::CertificateManager::Certificate', {
    DomainName: 'www.example.com',
    ValidationMethod: 'DNS',
    DomainValidationOptions: [{ DomainName: 'www.example.com', HostedZoneId: 'Z0123456789' }],
  });
  template.hasResourceProperties('AWS::ElasticLoadBalancingV2::Listener', {
    Port: 443, Certificates: [{ CertificateArn: { Ref: Match.stringLikeRegexp('^DomainCertificate') } }],
  });
  template.hasResourceProperties('AWS::ElasticLoadBalancingV2::Listener', { Port: 80, DefaultActions: [Match.objectLike({ Type: 'redirect' })] });
  template.hasOutput('Url', { Value: 'https://www.example.com' });
});

test('an existing certificate serves the name', () => {
  const template = staging((scope) => ({ ...domain({ name: 'www.example.com' })(scope), certificate: certificate(scope) }));
  template.resourceCountIs('AWS::CertificateManager::Certificate', 0);
  template.hasOutput('Url', { Value: 'https://www.example.com' });
});

test.each<[string, Bring, string]>([
  ['a name outside the zone', domain({ name: 'www.example.org' }),
    '`environments.staging.domain.name` must be in its hosted zone, `example.com`, got: "www.example.org"'],
  ['a name that only looks as if it were in the zone', domain({ name: 'myexample.com' }),
    '`environments.staging.domain.name` must be in its hosted zone'],
  ['a wildcard', domain({ name: '*.example.com' }), '`environments.staging.domain.name` must be a domain name in lower case'],
  ['a name with a dot at its end', domain({ name: 'www.example.com.' }), '`environments.staging.domain.name` must be a domain name'],
  [
    'two certificates',
    (scope) => ({ ...domain({ issueCertificate: true })(scope), certificate: certificate(scope) }),
    '`environments.staging.domain.issueCertificate` must not be set together with `certificate`',
  ],
  [
    'a zone that does not know its name',
    (scope) => ({ domain: { hostedZone: HostedZone.fromHostedZoneId(scope, 'Zone', 'Z0123456789') } }),
    '`environments.staging.domain.hostedZone` must have a known name, got: "Z0123456789"; use `HostedZone.fromHostedZoneAttributes`',
  ],
  [
    'a zone that another stack of the app makes',
    (scope) => ({ domain: { hostedZone: new HostedZone(scope, 'Zone', { zoneName: 'example.com' }) } }),
    '`environments.staging.domain.hostedZone` must exist before the environment is deployed',
  ],
  [
    'a certificate that another stack of the app makes',
    (scope) => ({ certificate: new Certificate(scope, 'Certificate', { domainName: 'example.com', validation: CertificateValidation.fromDns() }) }),
    '`environments.staging.certificate` must exist before the environment is deployed',
  ],
])('refuses %s', (_what, bring, message) => {
  expect(() => staging(bring)).toThrow(message);
});
