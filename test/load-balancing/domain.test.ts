import { Duration, type Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { Certificate, CertificateValidation } from 'aws-cdk-lib/aws-certificatemanager';
import { SslPolicy } from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { HostedZone, type IHostedZone } from 'aws-cdk-lib/aws-route53';
import { OLD_POLICIES as OF_CHECKS } from '../../local/src/checks/assembly/rules/listeners';
import type { DomainOptions, EnvironmentOptions, HttpsOptions, StrictTransportSecurity } from '../../src';
import { OLD_POLICIES, requireHttps } from '../../src/load-balancing/https-options';
import { environmentWith } from '../helpers/web-pipeline';

type Bring = (scope: Stack) => EnvironmentOptions;

const staging = (bring: Bring): Template => Template.fromStack(environmentWith('staging', bring));

const zone = (scope: Stack, id = 'Zone'): IHostedZone =>
  HostedZone.fromHostedZoneAttributes(scope, id, { hostedZoneId: 'Z0123456789', zoneName: 'example.com' });
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

test('a load balancer takes 25 certificates, and one certificate may have more names', () => {
  const names = (scope: Stack, issueCertificate: boolean) => ({
    domain: { hostedZone: zone(scope), issueCertificate },
    additionalDomains: Array.from({ length: 25 }, (_, index) =>
      ({ hostedZone: zone(scope, `Zone${index}`), name: `a${index}.example.com`, issueCertificate })),
  });
  expect(() => staging((scope) => names(scope, true)))
    .toThrow('`environments.staging.additionalDomains` must have at most 24 names with `issueCertificate`, because a load balancer takes 25');
  expect(() => staging((scope) => ({ ...names(scope, false), certificate: certificate(scope) }))).not.toThrow();
});

test('the name of the zone itself is the default', () => {
  staging(domain()).hasResourceProperties('AWS::Route53::RecordSet', { Name: 'example.com.' });
});

test('issues a certificate if configured, and redirects HTTP', () => {
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

test('a certificate can be added to an environment that serves, and removed again: no second listener of port 80 is created', () => {
  const listeners = (template: Template) => Object.entries(template.findResources('AWS::ElasticLoadBalancingV2::Listener'));
  const [[http]] = listeners(staging(domain()));
  const secured = listeners(staging(domain({ issueCertificate: true })));
  const [https] = secured.find(([, { Properties }]) => (Properties as { Port: number }).Port === 443)!;
  expect(secured.map(([id]) => id).sort()).toEqual([https, http].sort());
  // Until there is HTTPS, requests are served over HTTP.
  expect(Object.fromEntries(secured)[http!]!.DependsOn).toContain(https);
});

test('an existing certificate serves the name', () => {
  const template = staging((scope) => ({ ...domain({ name: 'www.example.com' })(scope), certificate: certificate(scope) }));
  template.resourceCountIs('AWS::CertificateManager::Certificate', 0);
  template.hasOutput('Url', { Value: 'https://www.example.com' });
});

describe('several names', () => {
  const other = (scope: Stack) => HostedZone.fromHostedZoneAttributes(scope, 'Other', { hostedZoneId: 'Z999', zoneName: 'example.org' });
  const additional = (...options: ((scope: Stack) => DomainOptions)[]): Bring => (scope) => ({
    ...domain({ name: 'www.example.com', issueCertificate: true })(scope),
    additionalDomains: options.map((each) => each(scope)),
  });
  const withoutOther = staging(domain({ name: 'www.example.com', issueCertificate: true }));
  const withOther = staging(additional((scope) => ({ hostedZone: other(scope), issueCertificate: true })));

  test('each points to the load balancer and has its own certificate', () => {
    withOther.hasResourceProperties('AWS::Route53::RecordSet', { Name: 'www.example.com.', HostedZoneId: 'Z0123456789' });
    withOther.hasResourceProperties('AWS::Route53::RecordSet', { Name: 'example.org.', HostedZoneId: 'Z999' });
    withOther.hasResourceProperties('AWS::ElasticLoadBalancingV2::ListenerCertificate', {
      ListenerArn: { Ref: Match.stringLikeRegexp('^LoadBalancerHttpsListener') },
      Certificates: [{ CertificateArn: { Ref: Match.stringLikeRegexp('^Domainexampleorg') } }],
    });
    withOther.hasOutput('Url', { Value: 'https://www.example.com' });
  });

  test('adding one does not change the others', () => {
    const resources = (template: Template) => template.toJSON().Resources as Record<string, unknown>;
    expect(resources(withOther)).toMatchObject(resources(withoutOther));
  });

  test.each<[string, Bring, string]>([
    ['without a first name', (scope) => ({ additionalDomains: [{ hostedZone: other(scope) }] }),
      'additionalDomains` must be set together with `domain`'],
    ['a name twice', additional((scope) => ({ hostedZone: zone(scope, 'Again'), name: 'www.example.com', issueCertificate: true })),
      'additionalDomains[0].name` must be different from the other domains of the environment'],
    ['a certificate where HTTP is served',
      (scope) => ({ ...domain()(scope), additionalDomains: [{ hostedZone: other(scope), issueCertificate: true }] }),
      'additionalDomains[0].issueCertificate` must be set together with a certificate'],
    ['a name without a certificate', additional((scope) => ({ hostedZone: other(scope) })),
      'additionalDomains[0].issueCertificate` must be set, because'],
    ['a name that is too long for a certificate',
      additional((scope) => ({ hostedZone: other(scope), name: `${'a'.repeat(53)}.example.org`, issueCertificate: true })),
      `additionalDomains[0].name\` must have at most 64 characters with \`issueCertificate\`, got: "${'a'.repeat(53)}.example.org"; bring a`],
    ['a name outside its zone', additional((scope) => ({ hostedZone: other(scope), name: 'example.net', issueCertificate: true })),
      'additionalDomains[0].name` must be in its hosted zone, `example.org`'],
  ])('fails %s', (_what, bring, message) => {
    expect(() => staging(bring)).toThrow(message);
  });
});

describe('HTTPS', () => {
  const served = (https: HttpsOptions): Bring => (scope) => ({ ...domain({ issueCertificate: true })(scope), https });

  test('the security policy is an option', () => {
    // Their names say what they allow, as the documentation lists.
    const refused = Object.values(SslPolicy).filter((tlsPolicy) => {
      try {
        requireHttps('https', { tlsPolicy });
        return false;
      } catch {
        return true;
      }
    });
    expect(refused.map((policy) => policy.replace('ELBSecurityPolicy-', '')).sort()).toEqual([
      '2016-08', 'FS-1-1-2019-08', 'FS-2018-06', 'TLS-1-0-2015-04', 'TLS-1-1-2017-01', 'TLS13-1-0-2021-06', 'TLS13-1-0-FIPS-2023-04',
      'TLS13-1-0-FIPS-PQ-2025-09', 'TLS13-1-0-PQ-2025-09', 'TLS13-1-1-2021-06', 'TLS13-1-1-FIPS-2023-04',
    ]);
    // `src` and `local` may not import each other.
    expect(OF_CHECKS.source).toBe(OLD_POLICIES.source);
    staging(served({ tlsPolicy: SslPolicy.TLS13_RES })).hasResourceProperties('AWS::ElasticLoadBalancingV2::Listener', {
      Port: 443, SslPolicy: 'ELBSecurityPolicy-TLS13-1-2-Res-2021-06',
    });
  });

  test.each<[string, StrictTransportSecurity, string]>([
    ['minutes', { maxAge: Duration.minutes(5) }, 'max-age=300'],
    ['withdrawn', { maxAge: Duration.seconds(0) }, 'max-age=0'],
    ['two years', { maxAge: Duration.days(730) }, 'max-age=63072000'],
    ['everything', { maxAge: Duration.days(365), includeSubDomains: true, preload: true }, 'max-age=31536000; includeSubDomains; preload'],
  ])('the header of Strict Transport Security: %s', (_what, strictTransportSecurity, value) => {
    staging(served({ strictTransportSecurity })).hasResourceProperties('AWS::ElasticLoadBalancingV2::Listener', {
      Port: 443,
      ListenerAttributes: [{ Key: 'routing.http.response.strict_transport_security.header_value', Value: value }],
    });
  });

  test.each<[string, Bring, string]>([
    ['without a certificate', (scope) => ({ ...domain()(scope), https: { tlsPolicy: SslPolicy.TLS13_RES } }),
      '`environments.staging.https` must be set together with a certificate, got: ["tlsPolicy"]'],
    ['parts of a second', served({ strictTransportSecurity: { maxAge: Duration.millis(1500) } }),
      '`environments.staging.https.strictTransportSecurity.maxAge` must be whole seconds, got: "1.5 s"'],
    ['two years and a day', served({ strictTransportSecurity: { maxAge: Duration.days(731) } }),
      '`environments.staging.https.strictTransportSecurity.maxAge` must be at most two years, got: "731 days"; write `Duration.days(365)`'],
    ['TLS 1.0', served({ tlsPolicy: SslPolicy.TLS13_10 }),
      '`environments.staging.https.tlsPolicy` must not allow anything older than TLS 1.2, got: "ELBSecurityPolicy-TLS13-1-0-2021-06"; leave it out'],
    ['preload for a short time', served({ strictTransportSecurity: { maxAge: Duration.days(1), includeSubDomains: true, preload: true } }),
      '`environments.staging.https.strictTransportSecurity.preload` must be set together with'],
  ])('fails %s', (_what, bring, message) => {
    expect(() => staging(bring)).toThrow(message);
  });
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
    'a zone without a name',
    (scope) => ({ domain: { hostedZone: HostedZone.fromHostedZoneId(scope, 'Zone', 'Z0123456789') } }),
    '`environments.staging.domain.hostedZone` must have a known name, got: "Z0123456789"; use `HostedZone.fromHostedZoneAttributes`',
  ],
  [
    'a zone of another stack of the app',
    (scope) => ({ domain: { hostedZone: new HostedZone(scope, 'Zone', { zoneName: 'example.com' }) } }),
    '`environments.staging.domain.hostedZone` must exist before the environment is deployed',
  ],
  [
    'a certificate of another stack of the app',
    (scope) => ({ certificate: new Certificate(scope, 'Certificate', { domainName: 'example.com', validation: CertificateValidation.fromDns() }) }),
    '`environments.staging.certificate` must exist before the environment is deployed',
  ],
])('refuses %s', (_what, bring, message) => {
  expect(() => staging(bring)).toThrow(message);
});
