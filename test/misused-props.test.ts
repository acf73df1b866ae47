import { App, CfnParameter, Duration, NestedStack, Stack, Token } from 'aws-cdk-lib';
import { Certificate } from 'aws-cdk-lib/aws-certificatemanager';
import { InstanceType } from 'aws-cdk-lib/aws-ec2';
import { HostedZone } from 'aws-cdk-lib/aws-route53';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import {
  Application, Approval, Cache, Command, Compute, Database, Environment, GoStyleWebPipeline, LambdaDeployment, Logs, Nat, Network, Secret, Source,
  type ApplicationOptions, type Ec2Options, type EnvironmentOptions,
} from '../src';
import { CONNECTION_ARN, SMALLEST, webPipeline } from './helpers/web-pipeline';

const application = (options: object) => () => webPipeline({ application: Application.nestJs(options) });
const environment = (options: () => EnvironmentOptions) => () => webPipeline({ environments: [Environment.named('staging', options())] });
const compute = (options: Ec2Options) => environment(() => ({ compute: Compute.ec2(options) }));
const cidr = (range: string) => environment(() => ({ network: Network.own({ cidr: range }) }));
const branch = (name: string) => () => webPipeline({
  source: Source.gitHub({ owner: 'me', repository: 'my-app', connectionArn: CONNECTION_ARN, branch: name }),
});
/** Values that a language without types allows. */
const anything = <T>(value: unknown): T => value as T;

test.each<[what: string, make: () => unknown, message: string]>([
  ['a number that is none', application({ port: NaN }), '`application.port` must be a whole number between 1024 and 65535, got: NaN;'],
  ['a number without end', compute({ maxCapacity: Infinity }), 'got: Infinity;'],
  ['no props', () => new GoStyleWebPipeline(new Stack(), 'Web', anything(undefined)), '`application` must be given, got: undefined; write'],
  ['no application', () => webPipeline({ application: undefined }), '`application` must be given, got: undefined; write'],
  ['a word for an application', () => webPipeline({ application: anything('nest') }), '`application` must be created with this library, got: "nest"'],
  ['a word for an environment', () => webPipeline({ environments: [anything('staging')] }), '`environments[0]` must be created with this library'],
  ['no attachment', environment(() => ({ uses: [anything(undefined)] })), '`environments.staging.uses[0]` must be given'],
  ['no runtime', () => Application.custom(anything<ApplicationOptions & { runtime: never }>({})), '`application.runtime` must be given'],
  ['no options of Fargate', () => Compute.fargate(anything(undefined)), '`Compute.fargate` must be given'],
  ['no VPC', () => Network.existing(anything(undefined)), '`Network.existing` must be given'],
  ['a variable without a value',
    application({ environmentVariables: { A: undefined } }),
    '`application.environmentVariables.A` must be text, got: undefined'],
  ['a directory of two lines', application({ directory: 'service\n' }), '`application.directory` must be a path of one line, got: "service\\n"'],
  ['a health path that is too long', application({ healthCheckPath: `/${'a'.repeat(1024)}` }), 'be at most 1024 characters of ASCII'],
  ['a branch with a blank', branch('a b'), '`source.branch` must be a branch name that Git accepts, not a pattern, got: "a b"'],
  ['a pattern of branches', branch('feature/*'), '`source.branch` must be a branch name'],
  ['a folder in a bucket',
    () => Source.s3({ bucket: Bucket.fromBucketName(new Stack(), 'Bucket', 'releases'), objectKey: 'releases/' }),
    '`source.objectKey` must be the key of one object, got: "releases/"'],
  ['no type of instances',
    compute({ instanceType: new InstanceType('banana') }),
    '`compute.instanceType` must be a family, a dot and a size, got: "banana"'],
  ['no type of a NAT instance', () => Nat.instance({ instanceType: new InstanceType('nano') }), '`network.nat.instanceType` must be'],
  ['a database that is too small',
    () => Database.postgres({ instanceType: new InstanceType('t3.nano') }),
    '`Database.postgres.instanceType` must be an instance type that Amazon RDS offers'],
  ['a cache that is too small', () => Cache.valkey({ nodeType: new InstanceType('t3.nano') }),
    '`Cache.valkey.nodeType` must be an instance type that ElastiCache offers'],
  ['no device', compute({ rootDeviceName: 'sda' }), '`compute.rootDeviceName` must be the name of a device, got: "sda"'],
  ['a word of SQL', () => Database.mysql({ databaseName: 'Order' }), '`Database.mysql.databaseName` must not be a reserved word of SQL'],
  ['no secret', () => Secret.fromSecretsManager({}), '`Secret.fromSecretsManager` must name at least one, got: {}'],
  ['numbers above 255', cidr('300.0.0.0/16'), '`network.cidr` must have numbers up to 255, got: "300.0.0.0/16"'],
  ['loopback addresses', cidr('127.0.0.0/16'), '`network.cidr` must not be a reserved range'],
  ['a command without end', () => Command.run('a'.repeat(2001)), '`Command.run` must have at most 2000 characters, got: "aaaa'],
  ['no folder',
    () => webPipeline({ repositoryDirectory: '/does/not/exist' }).node.validate(),
    '`repositoryDirectory` must be a folder, got: "/does/not/exist"'],
])('%s', (_, make, message) => {
  expect(make).toThrow(message);
});

test('values that shape the template must be known at synthesis', () => {
  const stack = new Stack(new App(), 'WebPipeline');
  const text = new CfnParameter(stack, 'Text').valueAsString;
  const count = new CfnParameter(stack, 'Number', { type: 'Number' }).valueAsNumber;
  const known = (prop: string): string => `\`${prop}\` must be known at synthesis, got: a value that is known only at deployment;`;
  expect(() => webPipeline({ pipelineName: text })).toThrow(known('pipelineName'));
  expect(() => Environment.named(text)).toThrow(known('environments.name'));
  expect(() => Compute.ec2({ minCapacity: count })).toThrow(known('compute.minCapacity'));
  expect(() => Compute.fargate({ dockerfile: 'Dockerfile', maxCapacity: count })).toThrow(known('compute.maxCapacity'));
  expect(() => Network.own({ cidr: text })).toThrow(known('network.cidr'));
  expect(() => Database.postgres({ storageGiB: count })).toThrow(known('Database.postgres.storageGiB'));
  expect(() => Cache.valkey({ replicas: count })).toThrow(known('Cache.valkey.replicas'));
});

const LATER = Duration.seconds(Token.asNumber({ Ref: 'Seconds' }));

test.each<[prop: string, make: () => unknown]>([
  ['environments.live.stickiness', () => Environment.named('live', { stickiness: LATER })],
  ['Database.postgres.backupRetention', () => Database.postgres({ backupRetention: LATER })],
  ['Cache.valkey.backupRetention', () => Cache.valkey({ backupRetention: LATER })],
  ['Command.run.timeout', () => Command.run('true', { timeout: LATER })],
  ['approval.timeout', () => Approval.manual({ timeout: LATER })],
  ['compute.timeout', () => Compute.lambda({ startScript: 'run.sh', timeout: LATER })],
  ['logs.searchableFor', () => Logs.openSearch({ searchableFor: LATER })],
  ['environments.live.alarmThresholds.latency', () => Environment.named('live', { alarmThresholds: { latency: LATER } })],
  ['buildOptions.timeout', () => webPipeline({ buildOptions: { timeout: LATER } })],
  ['LambdaDeployment.linear10Percent', () => LambdaDeployment.linear10Percent(LATER)],
])('the duration %s must be known at synthesis', (prop, make) => {
  expect(make).toThrow(`\`${prop}\` must be known at synthesis, got: a value that is known only at deployment;`);
});

test('a nested stack cannot update itself', () => {
  const stack = new NestedStack(new Stack(new App(), 'Web'), 'Nested');
  expect(() => new GoStyleWebPipeline(stack, 'Web', SMALLEST)).toThrow('`scope` must be a stack of its own');
});

test('a certificate must have the ARN of a certificate', () => {
  const stack = new Stack(new App(), 'WebPipeline');
  const certificate = Certificate.fromCertificateArn(stack, 'Certificate', 'banana');
  expect(() => Environment.named('staging', { certificate }))
    .toThrow('`environments.staging.certificate` must have the ARN of a certificate, got: "banana"');
});

test('two environments cannot have one domain name', () => {
  const app = new App();
  const stack = new Stack(app, 'WebPipeline');
  const hostedZone = HostedZone.fromHostedZoneAttributes(stack, 'Zone', { hostedZoneId: 'Z1', zoneName: 'example.com' });
  const named = (name: string, domain: string): Environment => Environment.named(name, { domain: { hostedZone, name: domain } });
  expect(() => webPipeline({ environments: [named('one', 'a.example.com'), named('two', 'a.example.com')] }, app, stack))
    .toThrow('`environments.two.domain.name` must be different from that of `one`');
});
