import { App, Duration, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { Certificate } from 'aws-cdk-lib/aws-certificatemanager';
import { Application, Environment } from '../../src';
import { only } from '../helpers/resources';
import { environmentTemplate, webPipeline } from '../helpers/web-pipeline';

const staging = environmentTemplate(Environment.named('staging'));
const production = environmentTemplate(Environment.named('production'));

function attributes(template: Template, type: string, name: string): Record<string, unknown> {
  const list = only(template, type).Properties[name] as { Key: string; Value: unknown }[];
  return Object.fromEntries(list.map(({ Key, Value }) => [Key, Value]));
}

const ofLoadBalancer = (template: Template) => attributes(template, 'AWS::ElasticLoadBalancingV2::LoadBalancer', 'LoadBalancerAttributes');
const ofTargetGroup = (template: Template) => attributes(template, 'AWS::ElasticLoadBalancingV2::TargetGroup', 'TargetGroupAttributes');

test('the load balancer is public, in the public subnets, and drops invalid headers', () => {
  staging.hasResourceProperties('AWS::ElasticLoadBalancingV2::LoadBalancer', {
    Scheme: 'internet-facing',
    Type: 'application',
    Subnets: [{ Ref: Match.stringLikeRegexp('^NetworkPublicSubnet1') }, { Ref: Match.stringLikeRegexp('^NetworkPublicSubnet2') }],
  });
  expect(ofLoadBalancer(staging)).toEqual({
    'deletion_protection.enabled': 'false',
    'idle_timeout.timeout_seconds': '60',
    'routing.http2.enabled': 'true',
    'routing.http.drop_invalid_header_fields.enabled': 'true',
    'routing.http.desync_mitigation_mode': 'defensive',
  });
});

test('production has deletion protection, and a bucket for access logs', () => {
  expect(ofLoadBalancer(production)).toMatchObject({
    'deletion_protection.enabled': 'true',
    'access_logs.s3.enabled': 'true',
    'access_logs.s3.bucket': { Ref: expect.stringMatching(/^LoadBalancerAccessLogs/) as string },
    'access_logs.s3.prefix': 'load-balancer',
  });
  production.hasResourceProperties('AWS::S3::BucketPolicy', {
    PolicyDocument: {
      Statement: Match.arrayWith([Match.objectLike({
        Effect: 'Allow', Action: 's3:PutObject', Principal: { Service: 'logdelivery.elasticloadbalancing.amazonaws.com' },
      })]),
    },
  });
  staging.resourceCountIs('AWS::S3::Bucket', 0);
});

test('logs are not encrypted with a key, because load balancers cannot write to such a bucket', () => {
  production.hasResourceProperties('AWS::S3::Bucket', {
    BucketEncryption: { ServerSideEncryptionConfiguration: [{ ServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' } }] },
    PublicAccessBlockConfiguration: { BlockPublicAcls: true, BlockPublicPolicy: true, IgnorePublicAcls: true, RestrictPublicBuckets: true },
  });
});

test('the load balancer depends on the permission to write its logs', () => {
  expect(only(production, 'AWS::ElasticLoadBalancingV2::LoadBalancer').DependsOn)
    .toContainEqual(expect.stringMatching(/^LoadBalancerAccessLogsPolicy/));
});

test('a host that has failed serves again after two checks', () => {
  environmentTemplate(Environment.named('staging'), { application: Application.nestJs({ port: 8080, healthCheckPath: '/ready' }) })
    .hasResourceProperties('AWS::ElasticLoadBalancingV2::TargetGroup', {
      Port: 8080,
      Protocol: 'HTTP',
      TargetType: 'instance',
      HealthCheckPath: '/ready',
      HealthCheckIntervalSeconds: 10,
      HealthCheckTimeoutSeconds: 5,
      HealthyThresholdCount: 2,
      UnhealthyThresholdCount: 3,
      Matcher: { HttpCode: '200' },
    });
});

test('requests in flight may take 30 seconds in staging and 60 in production', () => {
  expect(ofTargetGroup(staging)['deregistration_delay.timeout_seconds']).toBe('30');
  expect(ofTargetGroup(production)['deregistration_delay.timeout_seconds']).toBe('60');
});

test('only the load balancer reaches the fleet, and the load balancer reaches nothing else', () => {
  const template = environmentTemplate(Environment.named('staging'), { application: Application.nestJs({ port: 8080 }) });
  const rule = { IpProtocol: 'tcp', FromPort: 8080, ToPort: 8080 };
  const group = (name: string) => ({ 'Fn::GetAtt': [Match.stringLikeRegexp(`^${name}`), 'GroupId'] });
  template.hasResourceProperties('AWS::EC2::SecurityGroupIngress', {
    ...rule, GroupId: group('FleetSecurityGroup'), SourceSecurityGroupId: group('LoadBalancerSecurityGroup'),
  });
  template.hasResourceProperties('AWS::EC2::SecurityGroupEgress', {
    ...rule, GroupId: group('LoadBalancerSecurityGroup'), DestinationSecurityGroupId: group('FleetSecurityGroup'),
  });
  template.hasResourceProperties('AWS::EC2::SecurityGroup', {
    GroupDescription: Match.stringLikeRegexp('^Load balancer'),
    SecurityGroupIngress: [Match.objectLike({ CidrIp: '0.0.0.0/0', FromPort: 80, ToPort: 80 })],
    SecurityGroupEgress: [Match.objectLike({ CidrIp: '255.255.255.255/32' })],
  });
  template.resourcePropertiesCountIs('AWS::EC2::SecurityGroup', {
    GroupDescription: Match.stringLikeRegexp('^Fleet'), SecurityGroupIngress: Match.anyValue(),
  }, 0);
});

test('without a certificate the application answers over HTTP', () => {
  const template = staging;
  template.resourceCountIs('AWS::ElasticLoadBalancingV2::Listener', 1);
  template.hasResourceProperties('AWS::ElasticLoadBalancingV2::Listener', { Port: 80, Protocol: 'HTTP', DefaultActions: [{ Type: 'forward' }] });
  template.hasOutput('Url', { Value: { 'Fn::Join': ['', ['http://', Match.anyValue()]] } });
});

test('with a certificate HTTP is redirected to HTTPS', () => {
  const app = new App();
  const certificate = Certificate.fromCertificateArn(new Stack(app, 'Other'), 'Certificate', 'arn:aws:acm:eu-west-1:111122223333:certificate/1');
  const environment = webPipeline({ environments: [Environment.named('staging', { certificate })] }, app).environment('staging');
  const template = Template.fromStack(environment);
  template.hasResourceProperties('AWS::ElasticLoadBalancingV2::Listener', {
    Port: 80, DefaultActions: [{ Type: 'redirect', RedirectConfig: { Protocol: 'HTTPS', Port: '443', StatusCode: 'HTTP_301' } }],
  });
  template.hasResourceProperties('AWS::ElasticLoadBalancingV2::Listener', {
    Port: 443,
    Protocol: 'HTTPS',
    SslPolicy: Match.stringLikeRegexp('^ELBSecurityPolicy-TLS13-1-2'),
    Certificates: [{ CertificateArn: 'arn:aws:acm:eu-west-1:111122223333:certificate/1' }],
  });
  template.hasOutput('Url', { Value: { 'Fn::Join': ['', ['https://', Match.anyValue()]] } });
});

describe('stickiness', () => {
  const sticky = (stickiness?: Duration) => ofTargetGroup(environmentTemplate(Environment.named('staging', { stickiness })));

  test('keeps a client with its instance for the configured time', () => {
    expect(sticky(Duration.hours(2))).toMatchObject({
      'stickiness.enabled': 'true', 'stickiness.type': 'lb_cookie', 'stickiness.lb_cookie.duration_seconds': '7200',
    });
  });

  test('is off by default', () => {
    expect(sticky()).toMatchObject({ 'stickiness.enabled': 'false' });
  });

  test.each([Duration.seconds(0), Duration.millis(1500), Duration.days(8)])('fails when it lasts %s', (stickiness) => {
    expect(() => Environment.named('staging', { stickiness }))
      .toThrow('`environments.staging.stickiness` must be whole seconds, from 1 second to 7 days');
  });
});
