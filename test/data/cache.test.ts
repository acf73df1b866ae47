import { App, Duration, Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import { InstanceClass, InstanceSize, InstanceType } from 'aws-cdk-lib/aws-ec2';
import { AwsSolutionsChecks } from 'cdk-nag';
import { Cache, CacheServer, Compute, Database, Environment, GoStyleWebPipeline, type EnvironmentOptions, type ICompute } from '../../src';
import { Assembly } from '../checks/synthesized';
import { text } from '../helpers/resources';
import { SMALLEST } from '../helpers/web-pipeline';

function made(name: string, options: EnvironmentOptions) {
  const app = new App();
  const web = new GoStyleWebPipeline(new Stack(app, 'WebPipeline'), 'Web', { ...SMALLEST, environments: [Environment.named(name, options)] });
  return { app, stack: web.environment(name), template: Template.fromStack(web.environment(name)) };
}

test.each(['staging', 'production'])('AwsSolutions has no finding that is not acknowledged: %s', (name) => {
  const { app } = made(name, {
    uses: [Cache.valkey(), Cache.redis({ variablePrefix: 'SESSIONS' }), Cache.valkeyServerless({ variablePrefix: 'PAGES' })],
  });
  const { violations } = new AwsSolutionsChecks(app).validateScope(app);
  expect(violations.flatMap(({ ruleName, violatingResources }) => violatingResources.map(({ constructPath }) => `${ruleName} ${constructPath}`)))
    .toEqual([]);
});

describe('a cache in production', () => {
  const { stack, template, app } = made('production', { uses: [Cache.valkey()] });

  test('is encrypted, has a password, a replica and backups, and leaves a snapshot', () => {
    template.hasResource('AWS::ElastiCache::ReplicationGroup', {
      DeletionPolicy: 'Snapshot',
      Properties: {
        Engine: 'valkey',
        EngineVersion: '8.2',
        CacheNodeType: 'cache.t4g.small',
        NumCacheClusters: 2,
        AutomaticFailoverEnabled: true,
        MultiAZEnabled: true,
        TransitEncryptionEnabled: true,
        TransitEncryptionMode: 'required',
        AtRestEncryptionEnabled: true,
        AuthToken: { 'Fn::Join': ['', ['{{resolve:secretsmanager:', { Ref: Match.anyValue() }, ':SecretString:::}}']] },
        SnapshotRetentionLimit: 7,
      },
    });
    template.hasResourceProperties('AWS::SecretsManager::Secret', { GenerateSecretString: { PasswordLength: 64, ExcludePunctuation: true } });
  });

  test('is in subnets without internet access, in two zones', () => {
    const [group] = Object.values(template.findResources('AWS::ElastiCache::SubnetGroup'));
    const { SubnetIds } = group!.Properties as { SubnetIds: unknown[] };
    expect(SubnetIds.map(text)).toEqual([expect.stringContaining('DataSubnet1'), expect.stringContaining('DataSubnet2')]);
    const routes = Object.values(template.findResources('AWS::EC2::Route')).map(({ Properties }) => text(Properties));
    expect(routes.filter((route) => route.includes('DataSubnet'))).toEqual([]);
  });

  test('is accessible to the application only', () => {
    const rules = Object.values(template.findResources('AWS::EC2::SecurityGroupIngress'))
      .map(({ Properties }) => Properties as Record<string, unknown>);
    const toCache = rules.filter(({ GroupId }) => text(GroupId).includes('CacheSecurityGroup'));
    expect(toCache.map(({ SourceSecurityGroupId, FromPort, ToPort }) => [text(SourceSecurityGroupId), FromPort, ToPort]))
      .toEqual([[expect.stringContaining('FleetSecurityGroup'), 6379, 6379]]);
  });

  test('has alarms over both nodes, a cost and typed resources', () => {
    for (const reason of ['memory of the cache', 'cache is busy']) {
      template.hasResourceProperties('AWS::CloudWatch::Alarm', {
        AlarmDescription: Match.stringLikeRegexp(reason),
        Metrics: Match.arrayWith([Match.objectLike({ Expression: 'MAX([node1, node2])' })]),
      });
    }
    expect(Annotations.fromStack(stack).findInfo('*', Match.stringLikeRegexp('2 × Valkey on cache.t4g.small 37.38'))).toHaveLength(1);
    expect(CacheServer.of(stack).replicationGroup!.engine).toBe('valkey');
    expect(() => CacheServer.of(stack, 'SESSIONS')).toThrow('`environment` must use a cache with this `variablePrefix`, got: "SESSIONS"');
  });

  test('passes the checks', () => {
    expect(new Assembly(app.synth().directory).findings().filter(({ severity }) => severity === 'error')).toEqual([]);
  });
});

test('outside of production it is one node without backups, and is deleted with the environment', () => {
  const { template } = made('staging', { uses: [Cache.redis()] });
  template.hasResource('AWS::ElastiCache::ReplicationGroup', {
    DeletionPolicy: Match.absent(),
    Properties: {
      Engine: 'redis', EngineVersion: '7.1', CacheNodeType: 'cache.t4g.micro', NumCacheClusters: 1, MultiAZEnabled: false, SnapshotRetentionLimit: 0,
    },
  });
});

test('a serverless cache has a user with a password, and a limit', () => {
  const { template, stack } = made('staging', { uses: [Cache.valkeyServerless({ maximumGiB: 5 })] });
  template.hasResourceProperties('AWS::ElastiCache::ServerlessCache', {
    Engine: 'valkey', CacheUsageLimits: { DataStorage: { Unit: 'GB', Maximum: 5 } }, UserGroupId: { Ref: Match.anyValue() },
  });
  template.hasResourceProperties('AWS::ElastiCache::User', { Engine: 'valkey', UserName: 'app', AuthenticationMode: { Type: 'password' } });
  const open = Object.values(template.findResources('AWS::EC2::SecurityGroupIngress')).map(({ Properties }) => Properties as Record<string, unknown>)
    .filter(({ GroupId }) => text(GroupId).includes('CacheSecurityGroup'));
  // Clients that read from replicas use the second one.
  expect(open.map(({ FromPort }) => FromPort)).toEqual([6379, 6380]);
  expect(CacheServer.of(stack).serverlessCache).toBeDefined();
});

test.each<[string, ICompute | undefined, string]>([
  ['EC2 instances', undefined, 'AWS::EC2::LaunchTemplate'],
  ['tasks', Compute.fargate({ command: ['node', 'main.mjs'] }), 'AWS::ECS::TaskDefinition'],
  ['functions', Compute.lambda(), 'AWS::Serverless::Function'],
])('%s find it in their environment, and its password is not in the template', (_name, compute, type) => {
  const { template } = made('staging', { compute, uses: [Cache.valkey()] });
  const found = JSON.stringify(template.findResources(type));
  for (const variable of ['CACHE_HOST', 'CACHE_PORT', 'CACHE_USER', 'CACHE_PASSWORD']) expect(found).toContain(variable);
  expect(found).toContain('PrimaryEndPoint.Address');
  expect(Object.keys(template.findResources('AWS::EC2::SecurityGroupIngress')).some((id) => id.includes('CacheSecurityGroup'))).toBe(true);
});

test.each([
  [() => Cache.valkey({ engineVersion: '6.2' }), /`Cache\.valkey\.engineVersion` must be a version of Valkey that ElastiCache supports/],
  [() => Cache.redis({ engineVersion: '8.0' }), /`Cache\.redis\.engineVersion` must be .*leave it out for 7\.1/],
  [() => Cache.valkey({ replicas: 6 }), /`Cache\.valkey\.replicas` must be a whole number between 0 and 5, got: 6/],
  [() => Cache.valkey({ backupRetention: Duration.days(40) }),
    /`Cache\.valkey\.backupRetention` must be 0 to 35 whole days, got: "40 days"; leave it out for 7 days in production$/],
  [() => Cache.valkey({ variablePrefix: 'cache-1' }), /must be capital letters/],
  [() => Cache.valkeyServerless({ maximumGiB: 0.5 }), /`Cache\.valkeyServerless\.maximumGiB` must be a whole number between 1 and 5000/],
])('refuses what ElastiCache does not support: %s', (make, message) => {
  expect(make).toThrow(message);
});

test('two attachments that set the same variables are refused', () => {
  expect(() => made('staging', { uses: [Cache.valkey(), Cache.redis()] }))
    .toThrow('`environments.staging.uses` must have databases and caches with different variable names, got: "CACHE"');
  expect(() => made('staging', { uses: [Cache.valkey({ variablePrefix: 'STORE' }), Database.postgres({ variablePrefix: 'STORE' })] }))
    .toThrow('must have databases and caches with different variable names, got: "STORE"');
});

test('synthesis names a node type without a known price', () => {
  const { stack } = made('staging', { uses: [Cache.valkey({ nodeType: InstanceType.of(InstanceClass.R6G, InstanceSize.XLARGE4) })] });
  expect(Annotations.fromStack(stack).findInfo('*', Match.stringLikeRegexp('not included: 1 × Valkey on cache.r6g.4xlarge'))).toHaveLength(1);
});

test('the name of a serverless cache contains no token, because a changed token would rename and so replace the cache', () => {
  const { template } = made('staging', { uses: [Cache.valkeyServerless()] });
  template.hasResourceProperties('AWS::ElastiCache::ServerlessCache', { ServerlessCacheName: 'web-staging-cache-267319fd' });
});
