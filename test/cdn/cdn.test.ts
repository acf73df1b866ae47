import { App, Stack, Tags } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import { Certificate } from 'aws-cdk-lib/aws-certificatemanager';
import { PriceClass, SecurityPolicyProtocol } from 'aws-cdk-lib/aws-cloudfront';
import { Vpc } from 'aws-cdk-lib/aws-ec2';
import { HostedZone, type IHostedZone } from 'aws-cdk-lib/aws-route53';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { Cdn, Compute, Environment, Firewall, GoStyleWebPipeline, Network, type CloudFrontOptions, type EnvironmentOptions } from '../../src';
import { only, resources, text } from '../helpers/resources';
import { environmentStack, environmentTemplate, environmentWith, SMALLEST } from '../helpers/web-pipeline';

const DISTRIBUTION = 'AWS::CloudFront::Distribution';
const ORIGIN = 'AWS::CloudFront::VpcOrigin';
const ACCOUNT = '111122223333';

const behind = (options?: CloudFrontOptions, more: EnvironmentOptions = {}) =>
  environmentTemplate(Environment.named('live', { cdn: Cdn.cloudFront(options), ...more }));

/** An environment of a pipeline in a region that is known at synthesis. */
function inRegion(region: string, bring: (scope: Stack) => EnvironmentOptions): Template {
  const stack = new Stack(new App(), 'WebPipeline', { env: { account: ACCOUNT, region } });
  const web = new GoStyleWebPipeline(stack, 'Web', { ...SMALLEST, environments: [Environment.named('live', bring(stack))] });
  return Template.fromStack(web.environment('live'));
}

const zone = (scope: Stack, zoneName = 'example.com'): IHostedZone =>
  HostedZone.fromHostedZoneAttributes(scope, zoneName, { hostedZoneId: `Z${zoneName.length}`, zoneName });
const certificateIn = (region: string, scope = new Stack(), account = ACCOUNT) =>
  Certificate.fromCertificateArn(scope, `Certificate-${region}`, `arn:aws:acm:${region}:${account}:certificate/0c5f1a0e`);
const configOf = (template: Template) => only(template, DISTRIBUTION).Properties.DistributionConfig as Record<string, unknown>;

describe('nobody can bypass it', () => {
  const template = behind();

  test('the load balancer is internal, in private subnets', () => {
    const { Scheme, Subnets } = only(template, 'AWS::ElasticLoadBalancingV2::LoadBalancer').Properties;
    expect([Scheme, text(Subnets)]).toEqual(['internal', expect.stringMatching(/^<NetworkPrivateSubnet1\w+><NetworkPrivateSubnet2\w+>$/)]);
  });

  test('only CloudFront has access', () => {
    const [balancer] = Object.entries(resources(template)).filter(([id]) => id.startsWith('LoadBalancerSecurityGroup'));
    expect(balancer[1].Properties.SecurityGroupIngress).toBeUndefined();
    const ingress = Object.values(resources(template)).filter(({ Type, Properties }) => Type === 'AWS::EC2::SecurityGroupIngress'
      && text(Properties.GroupId).startsWith('<LoadBalancerSecurityGroup'));
    expect(ingress.map(({ Properties }) => Properties)).toEqual([expect.objectContaining({
      FromPort: 80, ToPort: 80, SourcePrefixListId: { Ref: expect.stringMatching('^CdnPrefixList') },
    })]);
  });

  test('through a VPC origin', () => {
    template.hasResourceProperties(ORIGIN, {
      VpcOriginEndpointConfig: { Arn: { Ref: Match.stringLikeRegexp('^LoadBalancer') }, OriginProtocolPolicy: 'http-only' },
    });
    expect(configOf(template).Origins).toEqual([{
      Id: 'LoadBalancer',
      DomainName: { 'Fn::GetAtt': [expect.stringMatching('^LoadBalancer'), 'DNSName'] },
      VpcOriginConfig: {
        VpcOriginId: { 'Fn::GetAtt': [expect.stringMatching('^CdnHttpOrigin'), 'Id'] }, OriginReadTimeout: 60, OriginKeepaliveTimeout: 30,
      },
    }]);
  });

  test('on any compute and in an existing network', () => {
    for (const compute of [Compute.fargate({ command: ['node', 'main.mjs'] }), Compute.lambda({ startScript: 'run.sh' })]) {
      behind({}, { compute }).resourceCountIs(DISTRIBUTION, 1);
    }
    const existing = environmentWith('live', (scope) => ({
      cdn: Cdn.cloudFront(),
      network: Network.existing(Vpc.fromVpcAttributes(scope, 'Vpc', {
        vpcId: 'vpc-1',
        availabilityZones: ['eu-west-1a', 'eu-west-1b'],
        privateSubnetIds: ['subnet-1', 'subnet-2'],
      })),
    }));
    Template.fromStack(existing).hasResourceProperties('AWS::ElasticLoadBalancingV2::LoadBalancer', {
      Scheme: 'internal', Subnets: ['subnet-1', 'subnet-2'],
    });
  });
});

test('serves HTTP/3 and compressed responses over HTTPS, for every method', () => {
  expect(configOf(behind())).toMatchObject({
    HttpVersion: 'http2and3',
    IPV6Enabled: true,
    PriceClass: 'PriceClass_All',
    DefaultCacheBehavior: {
      ViewerProtocolPolicy: 'redirect-to-https',
      Compress: true,
      AllowedMethods: ['GET', 'HEAD', 'OPTIONS', 'PUT', 'PATCH', 'POST', 'DELETE'],
      // AllViewer: everything reaches the application.
      OriginRequestPolicyId: '216adef6-5c7f-47e4-b989-5492eafa07d3',
    },
  });
});

describe('caches only responses that say for how long', () => {
  const policy = () => only(behind(), 'AWS::CloudFront::CachePolicy').Properties.CachePolicyConfig as Record<string, unknown>;

  test('nothing by default, and no errors', () => {
    expect(policy()).toMatchObject({ MinTTL: 0, DefaultTTL: 0 });
    const errors = configOf(behind()).CustomErrorResponses as { ErrorCode: number; ErrorCachingMinTTL: number }[];
    expect(errors.map(({ ErrorCode }) => ErrorCode)).toEqual(expect.arrayContaining([404, 500, 502, 503, 504]));
    expect(errors.filter(({ ErrorCachingMinTTL }) => ErrorCachingMinTTL !== 0)).toEqual([]);
  });

  test('never for another user', () => {
    expect(policy().ParametersInCacheKeyAndForwardedToOrigin).toMatchObject({
      CookiesConfig: { CookieBehavior: 'all' },
      QueryStringsConfig: { QueryStringBehavior: 'all' },
      HeadersConfig: { Headers: expect.arrayContaining(['Authorization', 'Host']) as unknown },
    });
  });
});

test('the client\'s address is in a header that clients cannot set', () => {
  const template = behind({}, { uses: [Firewall.managed()] });
  const { FunctionCode: code } = only(template, 'AWS::CloudFront::Function').Properties;
  const handler = new Function(`${code as string}; return handler;`)() as (event: object) => { headers: Record<string, { value: string }> };
  const request = { headers: { 'true-client-ip': { value: '1.2.3.4' }, 'accept': { value: '*/*' } } };
  expect(handler({ request, viewer: { ip: '203.0.113.7' } }).headers).toEqual({
    'true-client-ip': { value: '203.0.113.7' }, 'accept': { value: '*/*' },
  });
  expect(configOf(template).DefaultCacheBehavior).toMatchObject({ FunctionAssociations: [{ EventType: 'viewer-request' }] });
  const [limit] = only(template, 'AWS::WAFv2::WebACL').Properties.Rules as { Statement: unknown }[];
  expect(limit.Statement).toMatchObject({
    RateBasedStatement: { AggregateKeyType: 'FORWARDED_IP', ForwardedIPConfig: { HeaderName: 'True-Client-IP', FallbackBehavior: 'NO_MATCH' } },
  });
});

test('a VPC origin is never changed: tags of the app are not applied to it, and another protocol creates another one', () => {
  const app = new App();
  Tags.of(app).add('team', 'shop');
  const stack = environmentWith('live', () => ({ cdn: Cdn.cloudFront() }), app);
  app.synth();
  const template = Template.fromStack(stack);
  expect(only(template, ORIGIN).Properties.Tags).toBeUndefined();
  template.hasResourceProperties(DISTRIBUTION, { Tags: [{ Key: 'team', Value: 'shop' }] });
  const [http, https] = [template, inRegion('us-east-1', (scope) => ({
    cdn: Cdn.cloudFront(), domain: { hostedZone: zone(scope), issueCertificate: true },
  }))].map((each) => Object.entries(resources(each)).find(([, { Type }]) => Type === ORIGIN)![0]);
  expect(http).not.toBe(https);
});

describe('names', () => {
  test('without a domain name it uses its own', () => {
    const template = behind();
    expect(configOf(template).Aliases).toBeUndefined();
    template.hasOutput('Url', {
      Value: { 'Fn::Join': ['', ['https://', { 'Fn::GetAtt': [Match.stringLikeRegexp('^CdnDistribution'), 'DomainName'] }]] },
    });
  });

  test('in us-east-1 a certificate for all of them is issued, and records point to it', () => {
    const template = inRegion('us-east-1', (scope) => ({
      cdn: Cdn.cloudFront(),
      domain: { hostedZone: zone(scope), name: 'www.example.com', issueCertificate: true },
      additionalDomains: [{ hostedZone: zone(scope, 'example.org'), issueCertificate: true }],
    }));
    template.hasResourceProperties('AWS::CertificateManager::Certificate', {
      DomainName: 'www.example.com',
      SubjectAlternativeNames: ['example.org'],
      DomainValidationOptions: [{ DomainName: 'www.example.com', HostedZoneId: 'Z11' }, { DomainName: 'example.org', HostedZoneId: 'Z11' }],
    });
    expect(configOf(template)).toMatchObject({
      Aliases: ['www.example.com', 'example.org'],
      ViewerCertificate: {
        AcmCertificateArn: { Ref: expect.stringMatching('^EdgeCertificate') as unknown },
        MinimumProtocolVersion: 'TLSv1.2_2021',
        SslSupportMethod: 'sni-only',
      },
    });
    template.hasResourceProperties(ORIGIN, { VpcOriginEndpointConfig: { OriginProtocolPolicy: 'https-only', OriginSSLProtocols: ['TLSv1.2'] } });
    for (const type of ['A', 'AAAA']) {
      template.hasResourceProperties('AWS::Route53::RecordSet', {
        Name: 'www.example.com.', Type: type, AliasTarget: { DNSName: { 'Fn::GetAtt': [Match.stringLikeRegexp('^CdnDistribution'), 'DomainName'] } },
      });
    }
    // CloudFront redirects to HTTPS, so the load balancer has a single listener: its security group has no room for another port.
    template.resourceCountIs('AWS::ElasticLoadBalancingV2::Listener', 1);
    template.hasOutput('Url', { Value: 'https://www.example.com' });
  });

  test('an existing certificate can be used, with names whose records are elsewhere', () => {
    const template = inRegion('eu-west-1', (scope) => ({
      cdn: Cdn.cloudFront({
        certificate: certificateIn('us-east-1', scope),
        domainNames: ['shop.example.net'],
        minimumTlsVersion: SecurityPolicyProtocol.TLS_V1_3_2025,
        priceClass: PriceClass.PRICE_CLASS_100,
      }),
      domain: { hostedZone: zone(scope) },
    }));
    expect(configOf(template)).toMatchObject({
      Aliases: ['example.com', 'shop.example.net'],
      PriceClass: 'PriceClass_100',
      ViewerCertificate: { AcmCertificateArn: expect.stringContaining('acm:us-east-1:') as unknown, MinimumProtocolVersion: 'TLSv1.3_2025' },
    });
  });

  test('the certificate of the environment serves both if it is in us-east-1', () => {
    const template = inRegion('us-east-1', (scope) => ({
      cdn: Cdn.cloudFront(), certificate: certificateIn('us-east-1', scope), domain: { hostedZone: zone(scope) },
    }));
    template.resourceCountIs('AWS::CertificateManager::Certificate', 0);
    expect(configOf(template)).toMatchObject({ ViewerCertificate: { AcmCertificateArn: expect.stringContaining('acm:us-east-1:') as unknown } });
  });
});

describe('more names than accounts have by default cause a warning', () => {
  const warnings = (options: (scope: Stack) => EnvironmentOptions) => {
    const stack = new Stack(new App(), 'WebPipeline', { env: { account: ACCOUNT, region: 'us-east-1' } });
    const web = new GoStyleWebPipeline(stack, 'Web', { ...SMALLEST, environments: [Environment.named('live', options(stack))] });
    return Annotations.fromStack(web.environment('live')).findWarning('*', Match.stringLikeRegexp('quota')).map(({ entry }) => String(entry.data));
  };

  test.each([[100, []], [101, [expect.stringMatching(/^CloudFront allows 100 domain names per distribution unless .*, got: 101;/)]]])(
    '%d of a distribution', (names, expected) => {
      const domainNames = Array.from({ length: names }, (_, index) => `shop${index}.example.com`);
      expect(warnings((scope) => ({ cdn: Cdn.cloudFront({ certificate: certificateIn('us-east-1', scope), domainNames }) }))).toEqual(expected);
    });

  test.each([[10, []], [11, [expect.stringMatching(/^Certificate Manager issues a certificate for 10 domain names unless .*, got: 11;/)]]])(
    '%d of a certificate', (names, expected) => {
      expect(warnings((scope) => {
        const [domain, ...additionalDomains] = Array.from({ length: names }, (_, index) =>
          ({ hostedZone: zone(scope, `shop${index}.example.com`), issueCertificate: true }));
        return { cdn: Cdn.cloudFront(), domain, additionalDomains };
      })).toEqual(expected);
    });
});

describe('logs', () => {
  test('in production, are in a separate bucket that accepts them by an access control list', () => {
    const template = behind({}, { production: true });
    expect(configOf(template).Logging).toMatchObject({
      Bucket: { 'Fn::GetAtt': [expect.stringMatching('^CdnLogs'), 'RegionalDomainName'] }, Prefix: 'Web-live/',
    });
    template.hasResourceProperties('AWS::S3::Bucket', { OwnershipControls: { Rules: [{ ObjectOwnership: 'BucketOwnerPreferred' }] } });
    expect(configOf(behind()).Logging).toBeUndefined();
  });

  test('can be in an existing bucket, with a warning about what it needs', () => {
    const stack = environmentWith('live', (scope) => ({ cdn: Cdn.cloudFront({ logBucket: Bucket.fromBucketName(scope, 'Logs', 'logs') }) }));
    expect(configOf(Template.fromStack(stack)).Logging).toBeDefined();
    Annotations.fromStack(stack).hasWarning('*', Match.stringLikeRegexp('the bucket of `cdn.logBucket` must have access control lists enabled'));
  });
});

test('an alarm watches errors in the region of their metric', () => {
  const alarms = (template: Template) => template.findResources('AWS::CloudWatch::Alarm', { Properties: { Namespace: 'AWS/CloudFront' } });
  expect(Object.values(alarms(inRegion('us-east-1', () => ({ cdn: Cdn.cloudFront() }))))).toEqual([expect.objectContaining({
    Properties: expect.objectContaining({ MetricName: '5xxErrorRate', Threshold: 5, EvaluationPeriods: 3 }) as unknown,
  })]);
  expect(alarms(inRegion('eu-west-1', () => ({ cdn: Cdn.cloudFront() })))).toEqual({});
});

test('gives access to the created resources', () => {
  const cdn = Cdn.cloudFront();
  const environment = environmentStack(Environment.named('live', { cdn }));
  expect(Stack.of(cdn.distribution(environment))).toBe(environment);
  expect(() => cdn.distribution(new Stack())).toThrow('`environment` must have this content delivery network');
});

describe('refuses', () => {
  test.each<[string, () => unknown, string]>([
    ['a certificate of another region', () => Cdn.cloudFront({ certificate: certificateIn('eu-west-1') }),
      '`cdn.certificate` must be a certificate of AWS Certificate Manager in us-east-1, where CloudFront looks for it,'
        + ' got: "arn:aws:acm:eu-west-1:111122223333:certificate/0c5f1a0e"'],
    ['a certificate without a name', () => behind({ certificate: certificateIn('us-east-1') }),
      '`cdn.certificate` must be set together with a domain name'],
    ['names without a certificate', () => Cdn.cloudFront({ domainNames: ['example.com'] }),
      '`cdn.domainNames` must be set together with `certificate`'],
    ['a name twice', () => Cdn.cloudFront({ domainNames: ['a.example.com', 'a.example.com'], certificate: certificateIn('us-east-1') }),
      '`cdn.domainNames[1]` must not be there twice, got: "a.example.com"'],
    ['a name of CloudFront', () => Cdn.cloudFront({ domainNames: ['d111.cloudfront.net'], certificate: certificateIn('us-east-1') }),
      '`cdn.domainNames[0]` must be a domain name of your own, got: "d111.cloudfront.net"'],
    ['logs in an opt-in region', () => environmentWith('live', (scope) => ({
      cdn: Cdn.cloudFront({ logBucket: Bucket.fromBucketAttributes(scope, 'Logs', { bucketName: 'logs', region: 'eu-south-2' }) }),
    })), '`cdn.logBucket` must not be in an opt-in region, because CloudFront cannot write logs there, got: "eu-south-2"'],
    ['a name in capitals', () => Cdn.cloudFront({ domainNames: ['Example.com'], certificate: certificateIn('us-east-1') }),
      '`cdn.domainNames[0]` must be a domain name in lower case'],
    ['an old version of TLS', () => Cdn.cloudFront({ minimumTlsVersion: SecurityPolicyProtocol.TLS_V1 }),
      '`cdn.minimumTlsVersion` must not allow anything older than TLS 1.2, got: "TLSv1"'],
    ['something that is not one', () => Environment.named('live', { cdn: {} as Cdn }), '`environments.live.cdn` must be created with this library'],
    ['a name without a certificate', () => inRegion('us-east-1', (scope) => ({ cdn: Cdn.cloudFront(), domain: { hostedZone: zone(scope) } })),
      '`environments.live.cdn` must have a certificate in us-east-1 for the domain names, because CloudFront finds no other, got: ["example.com"]'],
    ['a certificate of the load balancer only', () => inRegion('eu-west-1', (scope) => ({
      cdn: Cdn.cloudFront(), certificate: certificateIn('eu-west-1', scope), domain: { hostedZone: zone(scope) },
    })), '`environments.live.cdn` must have a certificate in us-east-1'],
    ['a certificate of the load balancer without a name', () => inRegion('us-east-1', (scope) => ({
      cdn: Cdn.cloudFront(), certificate: certificateIn('us-east-1', scope),
    })), '`environments.live.certificate` must be set together with a domain name'],
    ['a certificate of another account', () => inRegion('eu-west-1', (scope) => ({
      cdn: Cdn.cloudFront({ certificate: certificateIn('us-east-1', scope, '444455556666') }), domain: { hostedZone: zone(scope) },
    })), '`cdn.certificate` must be in the environment\'s account 111122223333'],
    ['logs in a region that CloudFront cannot write to', () => inRegion('eu-south-1', () => ({ cdn: Cdn.cloudFront(), production: true })),
      '`environments.live.cdn` must have a `logBucket` of another region'],
    ['a region of China', () => inRegion('cn-north-1', () => ({ cdn: Cdn.cloudFront(), production: true })),
      '`environments.live.cdn` must be in a region that has VPC origins of CloudFront, got: "cn-north-1"'],
  ])('%s', (_what, make, message) => {
    expect(make).toThrow(message);
  });
});
