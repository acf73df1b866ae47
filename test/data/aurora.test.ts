import { App, Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import { SubnetType, Vpc } from 'aws-cdk-lib/aws-ec2';
import { AwsSolutionsChecks } from 'cdk-nag';
import {
  Cache, Database, DatabaseServer, Environment, GoStyleWebPipeline, Nat, Network, type EnvironmentOptions, type IAttachment,
} from '../../src';
import { Assembly } from '../checks/synthesized';
import { text } from '../helpers/resources';
import { SMALLEST } from '../helpers/web-pipeline';

function made(name: string, options: EnvironmentOptions | ((stack: Stack) => EnvironmentOptions)) {
  const app = new App();
  const pipeline = new Stack(app, 'WebPipeline');
  const chosen = typeof options === 'function' ? options(pipeline) : options;
  const web = new GoStyleWebPipeline(pipeline, 'Web', { ...SMALLEST, environments: [Environment.named(name, chosen)] });
  return { app, stack: web.environment(name), template: Template.fromStack(web.environment(name)) };
}

test.each(['staging', 'production'])('AwsSolutions has no finding that is not acknowledged: %s', (name) => {
  const { app } = made(name, { uses: [Database.auroraPostgres(), Database.auroraMysql({ variablePrefix: 'ORDERS' })] });
  const { violations } = new AwsSolutionsChecks(app).validateScope(app);
  expect(violations.flatMap(({ ruleName, violatingResources }) => violatingResources.map(({ constructPath }) => `${ruleName} ${constructPath}`)))
    .toEqual([]);
});

describe('Aurora in production', () => {
  const { stack, template, app } = made('production', { uses: [Database.auroraPostgres()] });

  test('is encrypted, protected, backed up, leaves a snapshot, and a reader can take over', () => {
    template.hasResource('AWS::RDS::DBCluster', {
      DeletionPolicy: 'Snapshot',
      Properties: {
        Engine: 'aurora-postgresql',
        EngineVersion: '17',
        ServerlessV2ScalingConfiguration: { MinCapacity: 0.5, MaxCapacity: 8 },
        StorageEncrypted: true,
        BackupRetentionPeriod: 14,
        DeletionProtection: true,
        ManageMasterUserPassword: true,
        MasterUserPassword: Match.absent(),
        CopyTagsToSnapshot: true,
      },
    });
    template.resourceCountIs('AWS::RDS::DBInstance', 2);
    template.allResourcesProperties('AWS::RDS::DBInstance', { DBInstanceClass: 'db.serverless', PubliclyAccessible: false });
    template.hasResourceProperties('AWS::RDS::DBClusterParameterGroup', { Parameters: { 'rds.force_ssl': '1' } });
  });

  test('provides the address of its writer, its typed resources and its cost', () => {
    expect(JSON.stringify(template.findResources('AWS::EC2::LaunchTemplate'))).toContain('Endpoint.Address');
    expect(Annotations.fromStack(stack).findInfo('*', Match.stringLikeRegexp('1 Aurora PostgreSQL: ACU 87.60'))).toHaveLength(1);
    expect(DatabaseServer.of(stack).cluster!.clusterIdentifier).toBeDefined();
  });

  test('passes the checks', () => {
    expect(new Assembly(app.synth().directory).findings().filter(({ severity }) => severity === 'error')).toEqual([]);
  });
});

test('outside of production it has one instance and may be deleted', () => {
  const { template } = made('staging', { uses: [Database.auroraMysql({ minCapacity: 0 })] });
  template.resourceCountIs('AWS::RDS::DBInstance', 1);
  template.hasResource('AWS::RDS::DBCluster', {
    DeletionPolicy: 'Snapshot',
    Properties: { Engine: 'aurora-mysql', DeletionProtection: false, ServerlessV2ScalingConfiguration: { MinCapacity: 0 } },
  });
});

test.each([
  [() => Database.auroraPostgres({ majorVersion: '9' }), /`Database\.auroraPostgres\.majorVersion` must be a major version of Aurora PostgreSQL/],
  [() => Database.auroraMysql({ minCapacity: 0.3 }), /`Database\.auroraMysql\.minCapacity` must be 0 to 256 in steps of 0.5, got: 0\.3/],
  [() => Database.auroraMysql({ minCapacity: 4, maxCapacity: 2 }), /`Database\.auroraMysql\.maxCapacity` must be 4 to 256 in steps of 0.5, got: 2/],
  [() => Database.auroraPostgres({ readers: 16 }), /must be a whole number between 0 and 15/],
])('refuses what Aurora does not support: %s', (make, message) => {
  expect(make).toThrow(message);
});

/** An existing VPC with subnets of a type in as many zones. */
function network(stack: Stack, attributes: 'privateSubnetIds' | 'isolatedSubnetIds' | 'publicSubnetIds' = 'privateSubnetIds') {
  const names = ['eu-west-1a', 'eu-west-1b'];
  const ids = (kind: string) => names.map((_, index) => `subnet-${kind}${index}`);
  return Vpc.fromVpcAttributes(stack, 'Vpc', {
    vpcId: 'vpc-1',
    availabilityZones: names,
    publicSubnetIds: ids('public'),
    privateSubnetIds: ids('private'),
    ...attributes === 'isolatedSubnetIds' && { isolatedSubnetIds: ids('isolated') },
  });
}

const KEEPERS: [string, () => IAttachment][] = [
  ['a database', () => Database.postgres()], ['a database', () => Database.auroraPostgres()], ['a cache', () => Cache.valkey()],
];

describe('data subnets', () => {
  const subnetsOf = (template: Template, type: string) =>
    Object.values(template.findResources(type)).flatMap(({ Properties }) => ((Properties as { SubnetIds?: unknown[] }).SubnetIds ?? []).map(text));

  test('are separate subnets, even without internet access', () => {
    const { template } = made('staging', { uses: [Database.postgres(), Cache.valkey()], network: Network.own({ nat: Nat.none() }) });
    for (const type of ['AWS::RDS::DBSubnetGroup', 'AWS::ElastiCache::SubnetGroup']) {
      expect(subnetsOf(template, type)).toEqual([expect.stringContaining('DataSubnet1'), expect.stringContaining('DataSubnet2')]);
    }
    expect(subnetsOf(template, 'AWS::EC2::VPCEndpoint').filter((id) => id.includes('Data'))).toEqual([]);
  });

  test('of an existing network are its isolated subnets, otherwise its private ones, or those that the user chooses', () => {
    const uses = [Database.postgres()];
    const at = (choose: (stack: Stack) => EnvironmentOptions['network']) =>
      subnetsOf(made('staging', (stack) => ({ uses, network: choose(stack) })).template, 'AWS::RDS::DBSubnetGroup');
    expect(at((stack) => Network.existing(network(stack, 'isolatedSubnetIds')))).toEqual(['subnet-isolated0', 'subnet-isolated1'].map(text));
    expect(at((stack) => Network.existing(network(stack)))).toEqual(['subnet-private0', 'subnet-private1'].map(text));
    expect(at((stack) => Network.existing(network(stack, 'isolatedSubnetIds'), { dataSubnets: { subnetType: SubnetType.PRIVATE_WITH_EGRESS } })))
      .toEqual(['subnet-private0', 'subnet-private1'].map(text));
  });

  test.each(KEEPERS)('%s in public subnets, or in one zone, is refused', (what, make) => {
    expect(() => made('staging', (stack) => ({
      uses: [make()], network: Network.existing(network(stack), { dataSubnets: { subnetType: SubnetType.PUBLIC } }),
    }))).toThrow(`\`environments.staging.network\` must have private subnets for ${what}, got: "public subnets"`);
    expect(() => made('production', (stack) => ({
      uses: [make()], network: Network.existing(network(stack), { dataSubnets: { availabilityZones: ['eu-west-1a'] } }),
    }))).toThrow(`must have private subnets in two Availability Zones for ${what}, the second of which takes over when the first one fails`);
  });

  test('do not fit into a small network with three zones', () => {
    expect(() => made('staging', { uses: [Cache.valkey()], network: Network.own({ cidr: '10.0.0.0/20', availabilityZones: 3 }) }))
      .toThrow('`network.cidr` must be `/19` or larger in three Availability Zones with a database, a cache or an OpenSearch domain');
    expect(() => made('staging', { uses: [Cache.valkey()], network: Network.own({ cidr: '10.0.0.0/20' }) })).not.toThrow();
    expect(() => made('staging', { uses: [Cache.valkey()], network: Network.own({ cidr: '10.0.0.0/19', availabilityZones: 3 }) })).not.toThrow();
  });
});
