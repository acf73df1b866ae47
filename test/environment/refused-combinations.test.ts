import { App, Stack } from 'aws-cdk-lib';
import { Vpc, type SubnetSelection } from 'aws-cdk-lib/aws-ec2';
import {
  Cache, Cdn, Command, Compute, Database, Environment, Network, Notification, Secret,
  type EnvironmentOptions, type GoStyleWebPipelineProps, type INotification,
} from '../../src';
import { webPipeline } from '../helpers/web-pipeline';

const HERE = { account: '111122223333', region: 'eu-west-1' };
const TWO_ZONES = ['eu-west-1a', 'eu-west-1b'];
const ELSEWHERE = 'arn:aws:secretsmanager:us-east-1:111122223333:secret:stripe-AbCdEf';

function made(options: (stack: Stack) => EnvironmentOptions, props: Partial<GoStyleWebPipelineProps> = {}): () => unknown {
  return () => {
    const app = new App();
    const stack = new Stack(app, 'WebPipeline', { env: HERE });
    return webPipeline({ environments: [Environment.named('live', options(stack))], ...props }, app, stack);
  };
}

type Kind = 'public' | 'private' | 'isolated';

/** An existing network, with two subnets of each kind, and options that need them. */
function inNetwork(kinds: Kind[], options: EnvironmentOptions = {}, dataSubnets?: SubnetSelection, zones = TWO_ZONES): () => unknown {
  return made((stack) => {
    const subnets = Object.fromEntries(kinds.map((kind) => [`${kind}SubnetIds`, zones.map((zone) => `subnet-${kind}-${zone}`)]));
    const vpc = Vpc.fromVpcAttributes(stack, 'Vpc', { vpcId: 'vpc-1', availabilityZones: zones, ...subnets });
    return { ...options, network: Network.existing(vpc, { dataSubnets }) };
  });
}

const notifying = (...notifications: INotification[]) => made(() => ({}), { notifications });
const lambda = () => Compute.lambda({ startScript: 'run.sh' });
const alone = () => Compute.lambda({ startScript: 'run.sh', inNetwork: false });
const NETWORK = '`environments.live.network` must have';

test.each<[what: string, make: () => unknown, message: string]>([
  ['a network without public subnets',
    inNetwork(['private', 'isolated']),
    `${NETWORK} public subnets for the load balancer, got: "0 public, 2 private and 2 isolated subnets"; add them to the VPC, or give their ids`],
  ['a network without private subnets',
    inNetwork(['public', 'isolated']),
    `${NETWORK} private subnets with a route to the internet for the application, got: "2 public, 0 private and 2 isolated subnets"`],
  ['the same for a function', inNetwork(['public'], { compute: lambda() }), `${NETWORK} private subnets`],
  ['the same behind a CDN', inNetwork(['public'], { cdn: Cdn.cloudFront() }), `${NETWORK} private subnets`],
  ['the same with a database', inNetwork(['public', 'isolated'], { uses: [Database.postgres()] }), `${NETWORK} private subnets`],
  ['a network in one zone', inNetwork(['public', 'private'], {}, undefined, ['eu-west-1a']), `${NETWORK} public subnets in two Availability Zones`],
  ['a group of subnets that is not there',
    inNetwork(['public', 'private'], { uses: [Cache.valkey()] }, { subnetGroupName: 'Data' }),
    `${NETWORK} the subnets that \`dataSubnets\` selects, got: "2 public, 2 private and 0 isolated subnets"; select others, or leave`],
  ['no subnets for data',
    inNetwork(['public', 'private'], { uses: [Cache.valkey()] }, { subnets: [] }),
    `${NETWORK} the subnets that \`dataSubnets\` selects`],
  ['an address twice',
    notifying(Notification.email('team@example.com'), Notification.email('Team@example.com')),
    '`notifications[1]` must be another recipient than `notifications[0]`, got: "team@example.com"; leave out one of them'],
  ['a webhook twice, without naming what may be a secret',
    notifying(Notification.email('team@example.com'), ...['1', '2'].map(() => Notification.webhook('https://example.com/T0K3N'))),
    '`notifications[2]` must be another recipient than `notifications[1]`, got: "notifications[1]"'],
  ['a channel twice',
    notifying(...['1', '2'].map(() => Notification.slack({ workspaceId: 'T1', channelId: 'C1' }))),
    '`notifications[1]` must be another recipient than `notifications[0]`, got: "T1 C1"'],
  ['a secret in another region, for a function',
    made(() => ({ compute: lambda(), uses: [Secret.fromSecretsManager({ KEY: ELSEWHERE })] })),
    '`environments.live.uses[0].KEY` must be in the environment\'s region eu-west-1, got: "arn:aws:secretsmanager:us-east-1:'],
  ['a secret in another region, for hosts',
    made(() => ({ uses: [Cache.valkey(), Secret.fromSecretsManager({ KEY: ELSEWHERE })] })),
    '`environments.live.uses[1].KEY` must be in the environment\'s region eu-west-1'],
  ['a secret with a name of Lambda',
    made(() => ({ compute: lambda(), uses: [Secret.fromSecretsManager({ AWS_REGION: 'region' })] })),
    '`environments.live.uses` must not set a variable that Lambda sets, got: "AWS_REGION"; rename it'],
  ['a variable with a name of Lambda',
    made(() => ({ compute: lambda(), environmentVariables: { AWS_REGION: 'x' } })),
    '`environments.live.environmentVariables` must not set a variable that Lambda sets, got: "AWS_REGION"; rename it'],
  ['a secret with a name of the library',
    () => Secret.fromSecretsManager({ PORT: 'port' }),
    '`Secret.fromSecretsManager.PORT` is set by the library'],
  ['a database for a function outside of the network',
    made(() => ({ compute: alone(), uses: [Database.postgres()] })),
    'got: "PostgreSQL: the application comes in"; leave out `inNetwork: false` of `Compute.lambda`'],
  ['a parameter with levels and no slash before them',
    () => Secret.fromParameterStore({ KEY: 'shop/key' }),
    '`Secret.fromParameterStore.KEY` must begin with `/`, because Parameter Store takes levels only below it, got: "shop/key"; write `/shop/key`'],
  ['a command of blanks', () => Command.run(' '), '`Command.run` must be a command, got: " "; write it, or leave out `Command.run`'],
])('refuses %s', (_, make, message) => {
  expect(make).toThrow(message);
});

test.each<[what: string, make: () => unknown]>([
  ['a network without public subnets behind a CDN', inNetwork(['private'], { cdn: Cdn.cloudFront() })],
  ['data beside the application', inNetwork(['public', 'private'], { uses: [Cache.valkey()] })],
  ['two channels of a workspace', notifying(...['C1', 'C2'].map((channelId) => Notification.slack({ workspaceId: 'T1', channelId })))],
  ['a secret of another account in the same region',
    made(() => ({ uses: [Secret.fromSecretsManager({ KEY: ELSEWHERE.replace('us-east-1', 'eu-west-1').replace('1111', '4444') })] }))],
  ['a parameter without levels', () => Secret.fromParameterStore({ KEY: 'key' })],
  ['a function outside of the network with a secret', made(() => ({ compute: alone(), uses: [Secret.fromSecretsManager({ KEY: 'key' })] }))],
  ['a function outside of a network without private subnets', inNetwork(['public'], { compute: alone() })],
])('accepts %s', (_, make) => {
  expect(make).not.toThrow();
});
