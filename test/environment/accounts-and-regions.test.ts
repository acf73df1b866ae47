import { App, Lazy, Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import { Certificate } from 'aws-cdk-lib/aws-certificatemanager';
import { Role } from 'aws-cdk-lib/aws-iam';
import { Compute, Environment, GoStyleWebPipeline, type EnvironmentOptions } from '../../src';
import { everywhere, OTHER_ACCOUNT, PIPELINE_ACCOUNT } from '../helpers/accounts';
import { actionsOf, only, resources, statementsOf, text } from '../helpers/resources';
import { SMALLEST, webPipeline } from '../helpers/web-pipeline';

const app = new App();
const web = everywhere(app);
const pipelineStack = Stack.of(web);
const pipeline = Template.fromStack(pipelineStack);

interface Action {
  readonly Name: string;
  readonly Region?: string;
  readonly RoleArn: unknown;
  readonly RunOrder: number;
  readonly Configuration: Record<string, unknown>;
}

function actions(stage: string, template = pipeline): Action[] {
  const stages = only(template, 'AWS::CodePipeline::Pipeline').Properties.Stages as { Name: string; Actions: Action[] }[];
  return stages.find(({ Name }) => Name === stage)!.Actions;
}

/** The bucket's name is unknown in the pipeline's account, and known in another one. */
const roleOf = ({ RoleArn }: Action): string => text(RoleArn).replace(/-[0-9a-f]{8}$/, '');

function stackNamed(name: string): Stack {
  return web.node.findAll().filter((node): node is Stack => Stack.isStack(node)).find(({ stackName }) => stackName === name)!;
}

test('`cdk deploy` of the pipeline first deploys the stacks that it needs', () => {
  const stacks = app.synth().stacks.map(({ stackName, environment }) => `${stackName} ${environment.account} ${environment.region}`);
  expect(stacks.slice(0, -1).sort()).toEqual([
    'Web-live-access 444455556666 us-east-1', 'Web-region-us-east-1 111122223333 us-east-1', 'Web-stage-access 444455556666 eu-west-1',
  ]);
  expect(stacks.at(-1)).toBe('WebPipeline 111122223333 eu-west-1');
  expect(pipelineStack.dependencies.map(({ stackName }) => stackName)).toEqual(['Web-region-us-east-1', 'Web-stage-access', 'Web-live-access']);
});

test('the pipeline updates these stacks first, each in its account and region', () => {
  expect(actions('UpdatePipeline').map((action) => [action.Name, action.Region, roleOf(action), action.RunOrder])).toEqual([
    ['Update-us-east-1', 'us-east-1', expect.stringMatching(/^<WebDeliveryRolesUpdatePipeline/), 1],
    ['Update-stage-access', undefined, 'arn:aws:iam::444455556666:role/cdk-hnb659fds-deploy-role-444455556666-eu-west-1', 1],
    ['Update-live-access', 'us-east-1', 'arn:aws:iam::444455556666:role/cdk-hnb659fds-deploy-role-444455556666-us-east-1', 1],
    ['UpdatePipeline', undefined, expect.stringMatching(/^<WebDeliveryRolesUpdatePipeline/), 2],
  ]);
});

test('an environment in another account and region has the roles and regions of its actions', () => {
  expect(actions('live').map((action) => [action.Name, action.Region, roleOf(action)])).toEqual([
    ['RecoverStack', undefined, expect.stringMatching(/^<WebDeliveryStackCareActionRole/)],
    ['PrepareChangeSet', 'us-east-1', 'arn:aws:iam::444455556666:role/cdk-hnb659fds-deploy-role-444455556666-us-east-1'],
    ['Approve', undefined, expect.stringMatching(/^<WebDeliveryRolesliveApproval/)],
    ['ExecuteChangeSet', 'us-east-1', 'arn:aws:iam::444455556666:role/cdk-hnb659fds-deploy-role-444455556666-us-east-1'],
    ['ProtectStack', undefined, expect.stringMatching(/^<WebDeliveryStackCareActionRole/)],
    ['SetAlarmPolling', 'us-east-1', 'arn:aws:iam::444455556666:role/Web-live-delivery'],
    ['AddCapacity', 'us-east-1', 'arn:aws:iam::444455556666:role/Web-live-delivery'],
    ['Deploy', 'us-east-1', 'arn:aws:iam::444455556666:role/Web-live-delivery'],
  ]);
  const [, prepare, approve, , , , addCapacity] = actions('live');
  expect(text(prepare.Configuration.RoleArn)).toContain(':iam::444455556666:role/cdk-hnb659fds-cfn-exec-role-444455556666-us-east-1');
  expect(approve.Configuration.ExternalEntityLink).toMatch(/^https:\/\/us-east-1\.console\.aws\.amazon\.com\/cloudformation/);
  expect(text(addCapacity.Configuration.StateMachineArn)).toMatch(/:states:us-east-1:444455556666:stateMachine:Web-live-add-capacity$/);
});

test.each([
  ['stage', 'where the pipeline is',
    new RegExp('"ArtifactBucketName":"<WebDeliveryArtifacts\\w+>","ArtifactKeyArn":"<WebDeliveryArtifactsKey\\w+\\.Arn>",'
      + '"NotificationTopicArn":"<WebNotifications\\w+>"')],
  ['live', 'by names that are fixed', new RegExp('"ArtifactBucketName":"web-artifacts-us-east-1-\\w{8}",'
    + '"ArtifactKeyArn":"arn:<AWS::Partition>:kms:us-east-1:111122223333:key/\\*",'
    + '"NotificationTopicArn":"arn:aws:sns:us-east-1:111122223333:Web-notifications"')],
])('%s learns of bucket, key and topic %s', (environment, _where, expected) => {
  expect(text(actions(environment)[1].Configuration.ParameterOverrides)).toMatch(expected);
});

test('every region has a bucket and, because another account reads from it, a key that rotates', () => {
  expect(only(pipeline, 'AWS::CodePipeline::Pipeline').Properties.ArtifactStores).toEqual([
    {
      Region: 'eu-west-1',
      ArtifactStore: {
        Type: 'S3',
        Location: { Ref: expect.stringMatching('^WebDeliveryArtifacts') as string },
        EncryptionKey: { Type: 'KMS', Id: { 'Fn::GetAtt': [expect.stringMatching('^WebDeliveryArtifactsKey'), 'Arn'] } },
      },
    },
    {
      Region: 'us-east-1',
      ArtifactStore: {
        Type: 'S3',
        Location: expect.stringMatching(/^web-artifacts-us-east-1-/) as string,
        EncryptionKey: { Type: 'KMS', Id: expect.stringMatching(/^arn:aws:kms:us-east-1:111122223333:alias\/web-artifacts-us-east-1-/) as string },
      },
    },
  ]);
  for (const template of [pipeline, Template.fromStack(stackNamed('Web-region-us-east-1'))]) {
    template.hasResource('AWS::KMS::Key', { DeletionPolicy: 'RetainExceptOnCreate', Properties: { EnableKeyRotation: true } });
  }
});

test('an environment in another region of the pipeline\'s account needs neither a key nor fixed names of roles', () => {
  const stack = new Stack(new App(), 'WebPipeline', { env: { account: PIPELINE_ACCOUNT, region: 'eu-west-1' } });
  const us = new GoStyleWebPipeline(stack, 'Web',
    { ...SMALLEST, environments: [Environment.named('us', { env: { account: PIPELINE_ACCOUNT, region: 'us-east-1' } })] });
  const all = [stack, us.environment('us'), ...stack.dependencies].map((each) => Template.fromStack(each));
  for (const template of all) {
    template.resourceCountIs('AWS::KMS::Key', 0);
    expect(Object.values(resources(template)).filter(({ Properties }) => Properties.RoleName !== undefined)).toEqual([]);
  }
  expect(stack.dependencies.map(({ stackName }) => stackName)).toEqual(['Web-region-us-east-1']);
});

test('an `env` equal to the pipeline\'s changes nothing', () => {
  const synthesize = (options: EnvironmentOptions) => {
    const stack = new Stack(new App(), 'WebPipeline', { env: { account: PIPELINE_ACCOUNT, region: 'eu-west-1' } });
    const made = new GoStyleWebPipeline(stack, 'Web', { ...SMALLEST, environments: [Environment.named('dev', options)] });
    return [stack, made.environment('dev')].map((each) => Template.fromStack(each).toJSON() as object);
  };
  expect(synthesize({ env: { account: PIPELINE_ACCOUNT, region: 'eu-west-1' } })).toEqual(synthesize({}));
});

test('alarms of the other account may publish to the topic of their region', () => {
  Template.fromStack(stackNamed('Web-region-us-east-1')).hasResourceProperties('AWS::SNS::TopicPolicy', {
    PolicyDocument: {
      Statement: Match.arrayWith([Match.objectLike({
        Sid: 'Alarms',
        Condition: { StringEquals: { 'aws:SourceAccount': [PIPELINE_ACCOUNT, OTHER_ACCOUNT] } },
      })]),
    },
  });
  expect(web.notificationTopicIn('eu-west-1')).toBe(web.notificationTopic);
  expect(web.notificationTopicIn('us-east-1')).not.toBe(web.notificationTopic);
  expect(() => web.notificationTopicIn('eu-north-1')).toThrow('`region` must be one of eu-west-1, us-east-1, got: "eu-north-1"');
});

test('synthesis prints the price of the keys', () => {
  Annotations.fromStack(pipelineStack).hasInfo('*',
    Match.stringLikeRegexp('without traffic.* costs about 4 USD a month: 1 × Dashboard 3.00, 1 × Key 1.00'));
  Annotations.fromStack(stackNamed('Web-region-us-east-1')).hasInfo('*',
    Match.stringLikeRegexp('without traffic.* costs about 1 USD a month: 1 × Key 1.00'));
});

test('the deployment in another account reads revisions from one known bucket, and nothing else', () => {
  const read = (name: string) => statementsOf(Template.fromStack(stackNamed(name)), 'DeliveryRole')
    .filter((statement) => actionsOf(statement).includes('s3:GetObject')).map(({ Resource }) => text(Resource));
  expect(read('Web-stage-access')).toEqual([expect.stringMatching(/^arn:aws:s3:::web-artifacts-eu-west-1-\w{8}\/Web\*\/Applicatio\*$/)]);
  expect(read('Web-live-access')).toEqual([expect.stringMatching(/^arn:aws:s3:::web-artifacts-us-east-1-\w{8}\/Web\*\/Applicatio\*$/)]);
  const [stage] = read('Web-stage-access');
  pipeline.hasResourceProperties('AWS::S3::Bucket', { BucketName: stage.slice('arn:aws:s3:::'.length, stage.indexOf('/')) });
});

test('the qualifier of the bootstrap is the one of the pipeline\'s stack', () => {
  const qualified = everywhere(new App({ context: { '@aws-cdk/core:bootstrapQualifier': 'team1' } }));
  const [, prepare] = actions('live', Template.fromStack(Stack.of(qualified)));
  expect(roleOf(prepare)).toBe('arn:aws:iam::444455556666:role/cdk-team1-deploy-role-444455556666-us-east-1');
  expect(text(prepare.Configuration.RoleArn)).toContain('role/cdk-team1-cfn-exec-role-444455556666-us-east-1');
});

test('an existing role is allowed under its own name', () => {
  const brought = (scope: Stack) => Compute.ec2({ instanceRole: Role.fromRoleArn(scope, 'Brought', `arn:aws:iam::${OTHER_ACCOUNT}:role/web-hosts`) });
  const stack = new Stack(new App(), 'WebPipeline', { env: { account: PIPELINE_ACCOUNT, region: 'eu-west-1' } });
  new GoStyleWebPipeline(stack, 'Web', {
    ...SMALLEST, environments: [Environment.named('stage', { env: { account: OTHER_ACCOUNT, region: 'eu-west-1' }, compute: brought(stack) })],
  });
  expect(JSON.stringify(only(Template.fromStack(stack), 'AWS::KMS::Key'))).toContain(`arn:aws:iam::${OTHER_ACCOUNT}:role/web-hosts`);
});

describe('refuses', () => {
  const HERE = { account: PIPELINE_ACCOUNT, region: 'eu-west-1' };
  const hostsOf = (account: string) => Role.fromRoleArn(new Stack(), 'Role', `arn:aws:iam::${account}:role/web-hosts`);
  const certificateIn = (region: string) =>
    Certificate.fromCertificateArn(new Stack(), 'Certificate', `arn:aws:acm:${region}:${PIPELINE_ACCOUNT}:certificate/1`);

  test.each<[string, EnvironmentOptions['env'], string]>([
    ['an account without a region', { account: OTHER_ACCOUNT },
      '`environments.live.env` must have both `account` and `region`, got: {"account":"444455556666"}; write both'],
    ['a region without an account', { region: 'us-east-1' },
      '`environments.live.env` must have both `account` and `region`, got: {"region":"us-east-1"}'],
    ['neither', {}, '`environments.live.env` must have both `account` and `region`, got: {}'],
    ['a token', {
      account: Lazy.string({
        produce: () =>
          OTHER_ACCOUNT,
      }),
      region: 'us-east-1',
    }, '`environments.live.env.account` must be known at synthesis, got:'],
    ['an invalid account', { account: '4444', region: 'us-east-1' },
      '`environments.live.env.account` must be the 12 digits of an account, got: "4444"'],
    ['an invalid region', { account: OTHER_ACCOUNT, region: 'Frankfurt' },
      '`environments.live.env.region` must be the code of a region, got: "Frankfurt"'],
  ])('%s', (_what, env, message) => {
    expect(() => Environment.named('live', { env })).toThrow(message);
  });

  test('an environment with an `env` in a pipeline without one', () => {
    expect(() => webPipeline({ environments: [Environment.named('live', { env: HERE })] }))
      .toThrow('`environments.live.env` must be set together with an `env` of the pipeline\'s own stack,'
        + ' got: {"account":"111122223333","region":"eu-west-1"}; give the stack `WebPipeline` an account');
  });

  test.each([
    ['a region of another partition', [Environment.named('live', { env: { account: OTHER_ACCOUNT, region: 'cn-north-1' } })],
      '`environments.live.env.region` must be in the same partition as the pipeline\'s region eu-west-1, got: "cn-north-1"'],
    ['a role of another account', [Environment.named('live', { env: HERE, compute: Compute.ec2({ instanceRole: hostsOf(OTHER_ACCOUNT) }) })],
      '`compute.instanceRole` must be in the environment\'s account 111122223333,'
        + ' got: "arn:aws:iam::444455556666:role/web-hosts"; use one in that account'],
    ['a certificate of another region',
      [Environment.named('live', { env: { ...HERE, region: 'us-east-1' }, certificate: certificateIn('eu-west-1') })],
      '`environments.live.certificate` must be in the environment\'s region us-east-1,'
        + ' got: "arn:aws:acm:eu-west-1:111122223333:certificate/1"; use one in that region'],
    ['an environment with the name of a stack of the pipeline',
      [Environment.named('live', { env: { account: OTHER_ACCOUNT, region: 'eu-west-1' } }), Environment.named('live-access')],
      '`environments.name` must leave the stack name `Web-live-access` to the pipeline:'
        + ' what the pipeline Web may do in live, got: "live-access"; rename it'],
  ])('%s', (_what, environments, message) => {
    expect(() => everywhere(new App(), { environments })).toThrow(message);
  });
});
