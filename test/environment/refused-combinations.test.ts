import { App, Stack, type Environment as Place } from 'aws-cdk-lib';
import { Vpc, type SubnetSelection } from 'aws-cdk-lib/aws-ec2';
import { Key } from 'aws-cdk-lib/aws-kms';
import {
  Cache, Cdn, Command, Compute, Database, Environment, Logs, Network, Notification, Secret,
  type EnvironmentOptions, type GoStyleWebPipelineProps, type INotification,
} from '../../src';
import { webPipeline } from '../helpers/web-pipeline';

const HERE = { account: '111122223333', region: 'eu-west-1' };
const TWO_ZONES = ['eu-west-1a', 'eu-west-1b'];
const ELSEWHERE = 'arn:aws:secretsmanager:us-east-1:111122223333:secret:stripe-AbCdEf';
const FOREIGN = 'arn:aws:secretsmanager:eu-west-1:444422223333:secret:stripe-AbCdEf';

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

/** A network that a stack of its own imports, without the names of its zones. */
function broughtFrom(stack: Stack, env?: Place): EnvironmentOptions {
  const vpc = Vpc.fromVpcAttributes(new Stack(stack.node.root as App, 'Existing', { env }), 'Vpc', {
    vpcId: 'vpc-1', availabilityZones: ['a', 'b'], publicSubnetIds: ['subnet-1', 'subnet-2'], privateSubnetIds: ['subnet-3', 'subnet-4'],
  });
  return { network: Network.existing(vpc) };
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
  ['data in a network with public subnets only',
    inNetwork(['public'], { compute: alone(), logs: Logs.openSearch() }),
    `${NETWORK} private or isolated subnets for OpenSearch, got: "2 public, 0 private and 0 isolated subnets"; add them to the VPC, or give their `
    + 'ids: `privateSubnetIds` or `isolatedSubnetIds` of `Vpc.fromVpcAttributes`'],
  ['a network in one zone',
    inNetwork(['public', 'private'], {}, undefined, ['eu-west-1a']),
    'add a subnet in another zone to the VPC, or give its id, too: `publicSubnetIds` of `Vpc.fromVpcAttributes`'],
  ['a network in another region, by its zones',
    inNetwork(['public', 'private'], {}, undefined, ['us-east-1a', 'us-east-1b']),
    '`network` must be in the environment\'s region eu-west-1, got: "us-east-1"; use a VPC that is there'],
  ['a network that was looked up in another account',
    made((stack) => {
      const other = new Stack(stack.node.root as App, 'Existing', { env: { account: '444444444444', region: HERE.region } });
      return { network: Network.existing(Vpc.fromLookup(other, 'Vpc', { vpcId: 'vpc-1' })) };
    }),
    `\`network\` must be in the environment's account ${HERE.account}, got: "444444444444"; look it up in a stack with the \`env\``],
  ['a secret of another account without its key',
    made(() => ({ uses: [Secret.fromSecretsManager({ KEY: FOREIGN })] })),
    `\`environments.live.uses[0].KEY\` must be given with its own key, because it is in another account than the environment (${HERE.account})`],
  ['the same for a function', inNetwork(['public'], { compute: lambda() }), `${NETWORK} private subnets`],
  ['the same behind a CDN', inNetwork(['public'], { cdn: Cdn.cloudFront() }), `${NETWORK} private subnets`],
  ['the same with a database', inNetwork(['public', 'isolated'], { uses: [Database.postgres()] }), `${NETWORK} private subnets`],
  ['a network in one zone', inNetwork(['public', 'private'], {}, undefined, ['eu-west-1a']), `${NETWORK} public subnets in two Availability Zones`],
  ['a group of subnets that is not there',
    inNetwork(['public', 'private'], { uses: [Cache.valkey()] }, { subnetGroupName: 'Data' }),
    `${NETWORK} the subnets that \`dataSubnets\` selects, got: "2 public, 2 private and 0 isolated subnets"; select others, leave`],
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
  ['a secret of another account in the same region, with its key',
    made((stack) => ({
      uses: [Secret.fromSecretsManager({ KEY: FOREIGN }, {
        encryptionKey: Key.fromKeyArn(stack, 'Key', 'arn:aws:kms:eu-west-1:444422223333:key/01234567-89ab-cdef-0123-456789abcdef'),
      })],
    }))],
  ['a network that may be anywhere', made((stack) => broughtFrom(stack))],
  ['a network whose ids say nothing about its place, whatever stack imports them',
    made((stack) => broughtFrom(stack, { account: '444444444444', region: 'us-east-1' }))],
  ['a parameter without levels', () => Secret.fromParameterStore({ KEY: 'key' })],
  ['a function outside of the network with a secret', made(() => ({ compute: alone(), uses: [Secret.fromSecretsManager({ KEY: 'key' })] }))],
  ['a function outside of a network without private subnets', inNetwork(['public'], { compute: alone() })],
])('accepts %s', (_, make) => {
  expect(make).not.toThrow();
});
