import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import { SecurityGroup, Subnet, Vpc, type IVpc } from 'aws-cdk-lib/aws-ec2';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Domain } from 'aws-cdk-lib/aws-opensearchservice';
import { Compute, Environment, FlowLogs, Logs, Nat, Network, OpenSearchStore, type EnvironmentOptions } from '../../src';
import { actionsOf, only, resources, statementsOf, text } from '../helpers/resources';
import { environmentTemplate, webPipeline } from '../helpers/web-pipeline';

const UNIT = 'shop.service';
const environment = (name: string, options: Parameters<typeof Logs.openSearch>[0] = {}, others: EnvironmentOptions = {}) =>
  Environment.named(name, { logs: Logs.openSearch({ unit: UNIT, ...options }), ...others });
const staging = environmentTemplate(environment('staging'));
const production = environmentTemplate(environment('production'));

interface Steps {
  readonly kind: string;
  readonly path?: string;
  readonly body: unknown;
}

function steps(template: Template): Steps[] {
  const { Steps: given } = only(template, 'Custom::OpenSearchSetUp').Properties;
  return JSON.parse(text(given)) as Steps[];
}

describe('the domain', () => {
  test('is private, encrypted, and authenticates requests', () => {
    staging.hasResourceProperties('AWS::OpenSearchService::Domain', {
      EngineVersion: 'OpenSearch_2.19',
      EncryptionAtRestOptions: { Enabled: true },
      NodeToNodeEncryptionOptions: { Enabled: true },
      DomainEndpointOptions: { EnforceHTTPS: true },
      VPCOptions: { SubnetIds: [{ Ref: Match.stringLikeRegexp('^NetworkDataSubnet1') }] },
      AdvancedSecurityOptions: {
        Enabled: true,
        InternalUserDatabaseEnabled: false,
        MasterUserOptions: { MasterUserARN: { 'Fn::GetAtt': [Match.stringLikeRegexp('SetUpRole'), 'Arn'] } },
      },
    });
  });

  test('has one node, and is deleted with its environment', () => {
    staging.hasResource('AWS::OpenSearchService::Domain', {
      Properties: { ClusterConfig: { InstanceType: 't3.small.search', InstanceCount: 1, ZoneAwarenessEnabled: false } },
      DeletionPolicy: 'Delete',
      UpdatePolicy: { EnableVersionUpgrade: true },
    });
  });

  test('has two nodes in two zones in production, and is retained', () => {
    production.hasResource('AWS::OpenSearchService::Domain', {
      Properties: {
        ClusterConfig: { InstanceCount: 2, ZoneAwarenessEnabled: true, ZoneAwarenessConfig: { AvailabilityZoneCount: 2 } },
        EBSOptions: { VolumeSize: 20, VolumeType: 'gp3' },
      },
      DeletionPolicy: 'RetainExceptOnCreate',
      UpdateReplacePolicy: 'Retain',
    });
  });

  test('has a fixed name, which its own policy and its roles contain', () => {
    const { DomainName, AccessPolicies } = only(staging, 'AWS::OpenSearchService::Domain').Properties as {
      DomainName: string; AccessPolicies: { Statement: { Resource: unknown; Principal: unknown }[] };
    };
    expect(DomainName).toMatch(/^web-staging-[0-9a-f]{8}$/);
    expect(text(AccessPolicies.Statement[0].Resource)).toContain(`:domain/${DomainName}/*`);
    expect(JSON.stringify(AccessPolicies.Statement[0].Principal)).not.toContain('"*"');
  });

  test('is only reachable for the delivery of logs and the set-up', () => {
    const rules = Object.entries(resources(staging)).filter(([id, { Type }]) =>
      Type === 'AWS::EC2::SecurityGroupIngress' && id.startsWith('OpenSearch'));
    expect(rules.map(([, { Properties }]) => Properties.Description)).toEqual(['The set-up comes in', 'Firehose comes in']);
  });

  test('is found by its environment, and can be opened to people', () => {
    const web = webPipeline({ environments: [environment('staging')] });
    const stack = web.environment('staging');
    OpenSearchStore.of(stack).connections.allowDefaultPortFrom(stack, 'port forwarding through a host');
    Template.fromStack(stack).hasResourceProperties('AWS::EC2::SecurityGroupIngress', {
      Description: 'port forwarding through a host', FromPort: 443,
    });
    const without = webPipeline({ environments: [Environment.named('qa')] });
    expect(() => OpenSearchStore.of(without.environment('qa'))).toThrow(/`environment` must send its logs to a domain of its own/);
  });
});

describe('the logs that are sent', () => {
  const subscribed = (template: Template) => Object.keys(resources(template)).flatMap((id) => /Subscription(\w+?)[0-9A-F]{8}$/.exec(id)?.[1] ?? []);

  test('are those of the application, the agent and hooks, and flow logs', () => {
    expect(subscribed(staging).sort()).toEqual(['agent', 'application', 'flow', 'hooks']);
    staging.resourceCountIs('AWS::Logs::SubscriptionFilter', 4);
  });

  test('include access logs of the load balancer, if any', () => {
    production.hasResourceProperties('AWS::S3::Bucket', { NotificationConfiguration: { EventBridgeConfiguration: { EventBridgeEnabled: true } } });
    expect(JSON.stringify(staging.toJSON())).not.toContain('EventBridgeEnabled');
    const read = statementsOf(production, 'OpenSearchForwarderRole').filter((statement) => actionsOf(statement).includes('s3:GetObject'));
    expect(text(read[0].Resource)).toMatch(/^<LoadBalancerAccessLogs\w+\.Arn>\/\*$/);
  });

  test('include only access logs from their bucket, not the load balancer\'s test file', () => {
    production.hasResourceProperties('AWS::Events::Rule', {
      EventPattern: { 'source': ['aws.s3'], 'detail-type': ['Object Created'], 'detail': { object: { key: [{ suffix: '.log.gz' }] } } },
    });
  });

  test.each([
    ['tasks', Compute.fargate({ command: ['node', 'dist/main.js'] })],
    ['function', Compute.lambda()],
  ])('include those of %s', (log, compute) => {
    const template = environmentTemplate(Environment.named('staging', { compute, logs: Logs.openSearch({}) }));
    expect(subscribed(template).sort()).toEqual(['flow', log].sort());
  });

  test('synthesis names logs that are not sent', () => {
    const web = webPipeline({
      environments: [environment('production', {}, { network: Network.own({ flowLogs: FlowLogs.none() }), accessLogBucket: undefined })],
    });
    Annotations.fromStack(web.environment('production')).hasInfo('*',
      Match.stringLikeRegexp('flow logs of Web-production are not sent to OpenSearch'));
  });

  test('the set-up ends before anything is delivered', () => {
    const setUp = Object.keys(resources(staging)).find((id) => /^OpenSearchSetUp[0-9A-F]{8}$/.test(id));
    expect(only(staging, 'AWS::KinesisFirehose::DeliveryStream').DependsOn).toContain(setUp);
  });
});

describe('the set-up', () => {
  const body = (template: Template, path: string) => steps(template).find((step) => step.path === path)?.body;

  test('creates retention, index template, dashboards and alerts, in the order of their dependencies', () => {
    expect(steps(staging).map(({ kind, path }) => path ?? kind)).toEqual([
      '/_plugins/_security/api/roles/gostyle-writer', '/_plugins/_security/api/rolesmapping/gostyle-writer',
      '/_plugins/_ism/policies/gostyle-logs', '/_index_template/gostyle-logs', 'channel', 'monitor', 'monitor', 'savedObjects',
    ]);
  });

  test('keeps logs searchable as long as configured', () => {
    const week = environmentTemplate(environment('staging', { searchableFor: Duration.days(7) }));
    expect(JSON.stringify(body(week, '/_plugins/_ism/policies/gostyle-logs'))).toContain('"min_index_age":"7d"');
    expect(JSON.stringify(body(staging, '/_plugins/_ism/policies/gostyle-logs'))).toContain('"min_index_age":"30d"');
  });

  test('stores a copy of every index on a second node', () => {
    expect(body(staging, '/_index_template/gostyle-logs')).toMatchObject({ template: { settings: { index: { number_of_replicas: 0 } } } });
    expect(body(production, '/_index_template/gostyle-logs')).toMatchObject({ template: { settings: { index: { number_of_replicas: 1 } } } });
  });

  test('lets people read, but not write', () => {
    const readers = ['arn:aws:iam::111122223333:role/support'];
    const template = environmentTemplate(environment('staging', { readers }));
    expect(body(template, '/_plugins/_security/api/rolesmapping/gostyle-reader')).toEqual({ backend_roles: readers });
    const role = JSON.stringify(body(template, '/_plugins/_security/api/roles/gostyle-reader'));
    expect(role).not.toMatch(/write|crud|manage|all_access|unlimited|ack|\*"\]?,"tenant/);
    expect(role).toContain('cluster:admin/opendistro/alerting/alerts/get');
    const { AccessPolicies } = only(template, 'AWS::OpenSearchService::Domain').Properties;
    expect(JSON.stringify(AccessPolicies)).toContain(readers[0]);
  });

  test('imports the saved objects of the library and your own, each on a line', () => {
    const template = environmentTemplate(environment('staging', { savedObjects: [join(__dirname, 'own.ndjson')] }));
    const lines = (steps(template).at(-1)!.body as string).split('\n').map((line) => JSON.parse(line) as SavedObject);
    expect(lines.map(({ id }) => id)).toEqual(expect.arrayContaining(['gostyle-logs', 'gostyle-overview', 'own-search']));
    const ids = new Set(lines.map(({ type, id }) => `${type} ${id}`));
    // Objects with dangling references are not imported.
    expect(lines.flatMap(({ references }) => references).filter(({ type, id }) => !ids.has(`${type} ${id}`))).toEqual([]);
    expect(typeof lines.find(({ id }) => id === 'gostyle-lines-by-level')!.attributes.visState).toBe('string');
  });

  test('sends alerts to the topic for alarms', () => {
    expect(JSON.stringify(steps(staging).find(({ kind }) => kind === 'channel')!.body)).toContain('"topic_arn":"<NotificationTopicArn>"');
    expect(statementsOf(staging, 'OpenSearchSetUpAlertRole')).toEqual([
      { Effect: 'Allow', Action: 'sns:Publish', Resource: { Ref: 'NotificationTopicArn' } },
    ]);
  });
});

test('needs no secret', () => {
  staging.resourceCountIs('AWS::SecretsManager::Secret', 0);
});

test('alarms watch the health and the storage of the domain, and whether logs arrive', () => {
  const ids = Object.keys(resources(staging)).filter((id) => /^Alarms(Search|Log|Refused)/.test(id)).map((id) => id.replace(/[0-9A-F]{8}$/, ''));
  expect(ids.sort()).toEqual([
    'AlarmsLogDelivery', 'AlarmsLogForwarding', 'AlarmsRefusedLogs', 'AlarmsSearchBlocked', 'AlarmsSearchMemory', 'AlarmsSearchRed',
    'AlarmsSearchStorage',
  ]);
});

test('objects in the bucket for failed documents raise an alarm', () => {
  // Firehose emits `BackupToS3.*` and `DeliveryToS3.Records` only where every document is backed up.
  staging.hasResourceProperties('AWS::CloudWatch::Alarm', { MetricName: 'DeliveryToS3.Success', Statistic: 'Sum', Threshold: 1 });
});

test('logs in CloudWatch are unchanged, and nothing else is created', () => {
  const cloudWatch = environmentTemplate(Environment.named('staging', { logs: Logs.cloudWatch({ unit: UNIT, retention: RetentionDays.ONE_WEEK }) }));
  cloudWatch.resourceCountIs('AWS::OpenSearchService::Domain', 0);
  cloudWatch.resourceCountIs('AWS::Logs::SubscriptionFilter', 0);
});

describe('an existing domain', () => {
  const bring = (options: Partial<Parameters<typeof Logs.existingOpenSearch>[1]> = {}, region = 'eu-west-1') => {
    const stack = new Stack(new App(), 'WebPipeline', { env: { account: '111122223333', region: 'eu-west-1' } });
    const domain = Domain.fromDomainAttributes(stack, 'Logs', {
      domainArn: `arn:aws:es:${region}:111122223333:domain/all-logs`, domainEndpoint: 'vpc-all-logs.eu-west-1.es.amazonaws.com',
    });
    const securityGroup = SecurityGroup.fromSecurityGroupId(stack, 'Group', 'sg-0123456789abcdef0');
    return webPipeline({
      environments: [Environment.named('staging', { logs: Logs.existingOpenSearch(domain, { unit: UNIT, securityGroup, ...options }) })],
    }, undefined, stack).environment('staging');
  };

  test('gets documents, and is otherwise not changed', () => {
    const template = Template.fromStack(bring());
    template.resourceCountIs('AWS::OpenSearchService::Domain', 0);
    template.resourceCountIs('Custom::OpenSearchSetUp', 0);
    template.hasResourceProperties('AWS::KinesisFirehose::DeliveryStream', {
      AmazonopensearchserviceDestinationConfiguration: {
        DomainARN: 'arn:aws:es:eu-west-1:111122223333:domain/all-logs', VpcConfiguration: Match.anyValue(),
      },
    });
    template.hasResourceProperties('AWS::EC2::SecurityGroupIngress', { GroupId: 'sg-0123456789abcdef0', FromPort: 443 });
  });

  test('must allow the role that writes', () => {
    const staged = bring();
    const name = /role\/(Web-staging-log-delivery-[0-9a-f]{8}) write to indices `logs-\*`; for a domain of `Logs.openSearch`, add it to `writers`/;
    const [warning] = Annotations.fromStack(staged).findWarning('*', Match.stringLikeRegexp('OpenSearch refuses the logs of staging until'));
    const [, roleName] = name.exec(warning!.entry.data as string) ?? [];
    expect(warning!.entry.data).toContain(`let arn:aws:iam::111122223333:role/${roleName} write`);
    Template.fromStack(staged).hasResourceProperties('AWS::IAM::Role', { RoleName: roleName });
  });

  test('is refused in another region', () => {
    expect(() => bring({}, 'us-east-1')).toThrow(/`logs.domain` must be in the environment's region eu-west-1, got: "arn:aws:es:us-east-1/);
  });

  test('has no security group outside a VPC', () => {
    expect(() => bring({ inVpc: false })).toThrow(/`logs.securityGroup` must not be set for a domain that is not in the VPC/);
  });
});

test('accepts roles of other environments, too', () => {
  const writer = 'arn:aws:iam::111122223333:role/Web-staging-log-delivery-01234567';
  const template = environmentTemplate(Environment.named('live', { logs: Logs.openSearch({ unit: UNIT, writers: [writer] }) }));
  const [domain] = Object.values(template.findResources('AWS::OpenSearchService::Domain')) as { Properties: { AccessPolicies: object } }[];
  expect(JSON.stringify(domain!.Properties.AccessPolicies)).toContain(writer);
  const [setUp] = Object.values(template.findResources('Custom::OpenSearchSetUp')) as { Properties: { Steps: object } }[];
  expect(JSON.stringify(setUp!.Properties.Steps)).toMatch(new RegExp(`rolesmapping/gostyle-writer.{0,120}backend_roles.{0,200}${writer}`));
});

test('instances require the unit of the application, other computes need no option', () => {
  expect(() => environmentTemplate(Environment.named('live', { logs: Logs.openSearch() }))).toThrow('`environments.live.logs.unit` must be');
  expect(() => environmentTemplate(Environment.named('live', { logs: Logs.cloudWatch() }))).toThrow('`environments.live.logs.unit` must be');
  environmentTemplate(Environment.named('live', { compute: Compute.lambda(), logs: Logs.openSearch() }))
    .resourceCountIs('AWS::OpenSearchService::Domain', 1);
});

describe('refuses', () => {
  const broken = join(__dirname, 'broken.ndjson');
  const temporary = mkdtempSync(join(tmpdir(), 'gostyle-logs-'));
  const folder = join(temporary, 'folder.ndjson');
  mkdirSync(folder);
  afterAll(() => { rmSync(temporary, { recursive: true }); });
  test.each<[string, Parameters<typeof Logs.openSearch>[0], RegExp]>([
    ['a retention that CloudWatch does not take', { retention: 42 as RetentionDays },
      /`logs.retention` must be one of `RetentionDays`/],
    ['a time that is none', { searchableFor: Duration.hours(5) },
      /`logs.searchableFor` must be 1 to 3650 whole days, got: "5 hours"; leave it out for 30 days$/],
    ['a name that AWS does not take', { domainName: 'All_Logs' }, /`logs.domainName` must be 3 to 28 lower-case letters/],
    ['nodes that zones do not share', { dataNodes: 5 }, /`logs.dataNodes` must be 1, or a multiple of two or three.*got: 5; write 6/],
    ['a type of another service', { instanceType: 't3.small' }, /`logs.instanceType` must be a type of OpenSearch Service/],
    ['more storage than a small node takes', { volumeSizeGiB: 500 }, /`logs.volumeSizeGiB` must be a whole number between 10 and 100/],
    ['a version without what the index template needs', { engineVersion: '1.3' },
      /`logs.engineVersion` must be a version of OpenSearch from 2.11 on/],
    ['a snapshot that nobody takes', { removalPolicy: RemovalPolicy.SNAPSHOT }, /`logs.removalPolicy` must be `RETAIN` or `DESTROY`/],
    ['people who are no roles', { readers: ['arn:aws:iam::111122223333:user/ann'] }, /`logs.readers\[0\]` must be the ARN of an IAM role/],
    ['a file that is not there', { savedObjects: ['none.ndjson'] }, /`logs.savedObjects\[0\]` must be a file that exists/],
    ['a folder', { savedObjects: [folder] }, /`logs.savedObjects\[0\]` must be a file that exists/],
    ['a file of another kind', { savedObjects: [__filename] }, /`logs.savedObjects\[0\]` must be a file of saved objects/],
    ['lines that are no objects', { savedObjects: [broken] },
      /`logs.savedObjects\[0\]` must have a saved object per line: .*, got: ".*broken.ndjson:2"/],
  ])('%s', (_what, options, error) => {
    expect(() => Logs.openSearch({ unit: UNIT, ...options })).toThrow(error);
  });

  test.each([
    ['public subnets', (_stack: Stack, vpc: IVpc) => vpc.publicSubnets],
    ['public subnets, imported by their ids', (stack: Stack) => ['subnet-1', 'subnet-2'].map((id) => Subnet.fromSubnetAttributes(stack, id, {
      subnetId: id, availabilityZone: id,
    }))],
  ])('%s', (_what, chosen) => {
    const stack = new Stack(new App(), 'WebPipeline');
    const vpc = Vpc.fromVpcAttributes(stack, 'Vpc', {
      vpcId: 'vpc-0123456789abcdef0',
      availabilityZones: ['a', 'b'],
      publicSubnetIds: ['subnet-1', 'subnet-2'],
      privateSubnetIds: ['subnet-3', 'subnet-4'],
    });
    const network = Network.existing(vpc, { dataSubnets: { subnets: chosen(stack, vpc) } });
    expect(() => webPipeline({ environments: [environment('staging', {}, { network })] }, undefined, stack))
      .toThrow(/`environments.staging.network` must have private subnets for OpenSearch, got: "public subnets"/);
  });

  test('a number of nodes that two zones cannot share evenly', () => {
    expect(() => environmentTemplate(environment('staging', { dataNodes: 3 })))
      .toThrow(/`logs.dataNodes` must be a multiple of the 2 Availability Zones/);
    expect(() => environmentTemplate(environment('staging', { dataNodes: 3 }, {
      network: Network.own({ availabilityZones: 3, nat: Nat.gateways(1) }),
    })))
      .not.toThrow();
  });

  test('logs of instances without the unit of the application', () => {
    expect(() => environmentTemplate(Environment.named('staging', { logs: Logs.cloudWatch({}) })))
      .toThrow(/`environments.staging.logs.unit` must be the name of a systemd service, got: undefined/);
  });
});

interface SavedObject {
  readonly type: string;
  readonly id: string;
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly references: readonly { readonly type: string; readonly id: string }[];
}
