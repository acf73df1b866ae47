import { rmSync } from 'node:fs';
import { App, Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import { FunctionCompute } from './function-compute';
import { QueueAttachment } from './queue-attachment';
import { Compute, Environment, GoStyleWebPipeline, type EnvironmentOptions, type ICompute } from '../../src';
import { Assembly } from '../checks/synthesized';
import { actionsOf, only, statementsOf, text } from '../helpers/resources';
import { SMALLEST } from '../helpers/web-pipeline';

const PLACE = { account: '111122223333', region: 'eu-west-1' };
const ELSEWHERE = { account: '444455556666', region: 'us-east-1' };

interface Delivered {
  readonly app: App;
  readonly pipeline: Template;
  readonly environment: Template;
  readonly notes: string[];
  readonly web: GoStyleWebPipeline;
}

/** One environment, and the pipeline that deploys to it. */
function deliver(options: EnvironmentOptions): Delivered {
  const { app, web } = webWith(options);
  const environment = Template.fromStack(web.environment('live'));
  const notes = Annotations.fromStack(web.environment('live')).findInfo('*', Match.anyValue()).map(({ entry }) => String(entry.data));
  return { app, web, environment, pipeline: Template.fromStack(Stack.of(web)), notes };
}

function webWith(options: EnvironmentOptions): Pick<Delivered, 'app' | 'web'> {
  const app = new App();
  const stack = new Stack(app, 'WebPipeline', { env: PLACE });
  return { app, web: new GoStyleWebPipeline(stack, 'Web', { ...SMALLEST, environments: [Environment.named('live', options)] }) };
}

interface Action { readonly Name: string; readonly RunOrder: number; readonly Configuration: Record<string, unknown> }

function stage({ pipeline }: Delivered): Action[] {
  const { Stages } = only(pipeline, 'AWS::CodePipeline::Pipeline').Properties as { Stages: { Name: string; Actions: Action[] }[] };
  return Stages.find(({ Name }) => Name === 'live')!.Actions;
}

function findings({ app }: Pick<Delivered, 'app'>): string[] {
  const { directory } = app.synth();
  try {
    return new Assembly(directory).findings().map(({ severity, rule }) => `${severity} ${rule}`);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

const queue = () => new QueueAttachment();

describe('a third-party compute', () => {
  const made = deliver({ compute: new FunctionCompute({ warmUp: true }) });

  test('is the target of the load balancer', () => {
    made.environment.hasResourceProperties('AWS::ElasticLoadBalancingV2::TargetGroup', { TargetType: 'lambda' });
    made.environment.hasResourceProperties('AWS::ElasticLoadBalancingV2::Listener', {
      DefaultActions: [{ Type: 'forward', TargetGroupArn: { Ref: Match.stringLikeRegexp('^LoadBalancerFunctions') } }],
    });
  });

  test('creates nothing of other computes', () => {
    const types = Object.values(made.environment.toJSON().Resources as Record<string, { Type: string }>).map(({ Type }) => Type);
    expect(types.filter((type) => /AutoScaling|LaunchTemplate|CodeDeploy/.test(type))).toEqual([]);
    expect(JSON.stringify(made.pipeline.toJSON())).not.toMatch(/codedeploy:(Create|Register)/);
  });

  test('gets its revision by a parameter of the change set, and by an action', () => {
    const [, prepare, , warmUp] = stage(made);
    expect(stage(made).map(({ Name, RunOrder }) => [Name, RunOrder])).toEqual([
      ['RecoverStack', 1], ['PrepareChangeSet', 2], ['ExecuteChangeSet', 3], ['WarmUp', 4],
    ]);
    expect(text(prepare.Configuration.ParameterOverrides)).toContain('"BundleKey":{"Fn::GetArtifactAtt":["Application","ObjectKey"]}');
    expect(prepare.Configuration.Capabilities).toBe('CAPABILITY_NAMED_IAM,CAPABILITY_AUTO_EXPAND');
    expect(JSON.stringify(warmUp.Configuration)).toContain(':function:Web-live-function');
  });

  test('gets only the parameters of its template', () => {
    const [, prepare] = stage(made);
    expect(text(prepare.Configuration.ParameterOverrides)).toContain('"ArtifactBucketName"');
    expect(Object.keys(made.environment.toJSON().Parameters as object).sort()).toEqual(['ArtifactBucketName', 'BundleKey', 'NotificationTopicArn']);
  });

  test('defines the permissions of its actions\' role, which has no others', () => {
    const invoking = statementsOf(made.pipeline, 'WebDeliveryRoleslive').filter((each) => actionsOf(each).includes('lambda:InvokeFunction'));
    expect(invoking.map(({ Resource }) => text(Resource))).toEqual(['arn:aws:lambda:eu-west-1:111122223333:function:Web-live-function']);
  });

  test('adds alarms, widgets, cost and deployment time', () => {
    made.environment.hasResourceProperties('AWS::CloudWatch::Alarm', { AlarmDescription: 'live: the function is throttled' });
    made.environment.resourceCountIs('AWS::CloudWatch::Alarm', 4);
    const [dashboard] = Object.values(made.environment.findResources('AWS::CloudWatch::Dashboard'));
    expect(JSON.stringify(dashboard)).toContain('Invocations');
    expect(made.notes).toContain('a deployment to the function of Web-live takes a few seconds');
    expect(made.notes.join()).toContain('2 × provisioned concurrency 20.00');
  });

  test('receives permissions that are granted to the environment', () => {
    expect(made.web.environment('live').rollbackAlarms).toHaveLength(4);
    expect(made.web.environment('live').connections.securityGroups).toHaveLength(1);
  });

  test('passes the checks', () => {
    const found = findings(made);
    expect(found.filter((finding) => finding.startsWith('error'))).toEqual([]);
    expect(found).not.toContain('warning lambda.permission');
  });

  test('is checked like the library\'s own computes', () => {
    const { app } = webWith({ compute: new FunctionCompute({ warmUp: true, anyAccount: true }) });
    expect(findings({ app })).toContain('warning lambda.permission');
  });

  test('has its permissions in another account, too', () => {
    const app = new App();
    const stack = new Stack(app, 'WebPipeline', { env: PLACE });
    const environments = [Environment.named('live', { env: ELSEWHERE, compute: new FunctionCompute({ warmUp: true }) })];
    const web = new GoStyleWebPipeline(stack, 'Web', { ...SMALLEST, environments });
    const access = web.node.findAll().find((node): node is Stack => Stack.isStack(node) && node.stackName === 'Web-live-access')!;
    const allowed = statementsOf(Template.fromStack(access), 'DeliveryRole').filter((each) => actionsOf(each).includes('lambda:InvokeFunction'));
    expect(allowed.map(({ Resource }) => text(Resource))).toEqual(['arn:aws:lambda:us-east-1:444455556666:function:Web-live-function']);
  });

  test('refuses a step before its deployment if it has no action', () => {
    expect(() => deliver({ compute: new FunctionCompute(), uses: [queue()] })).toThrow('`environments.live` must have a compute'
      + ' that is deployed by its own action, because a step runs before it, got: "Migrate"; '
      + 'with `Compute.fargate()`, write a `Command` as `beforeDeployment` of the environment, or use a function that runs before tasks start');
  });

  test('refuses connections if it is outside of the VPC', () => {
    expect(() => deliver({ compute: new FunctionCompute({ warmUp: true, inVpc: false }), uses: [queue()] }))
      .toThrow('`compute` must be in the VPC, with a security group, because the application connects to the resources of an attachment,'
        + ' got: "Jobs"');
  });
});

describe('a third-party attachment with a third-party compute', () => {
  const attachment = queue();
  const made = deliver({ compute: new FunctionCompute({ warmUp: true }), uses: [attachment], environmentVariables: { LOG_LEVEL: 'debug' } });

  test('adds variables that are known only at deployment, and secrets by reference', () => {
    made.environment.hasResourceProperties('AWS::Lambda::Function', {
      FunctionName: 'Web-live-function',
      Environment: {
        Variables: {
          LOG_LEVEL: 'debug',
          QUEUE_URL: { Ref: Match.stringLikeRegexp('^Jobs') },
          QUEUE_SECRET: { 'Fn::Join': ['', [{ Ref: Match.stringLikeRegexp('^JobsSecret') }, '#token']] },
        },
      },
    });
  });

  test('adds permissions and connections', () => {
    const actions = statementsOf(made.environment, 'FunctionRole').flatMap(actionsOf);
    expect(actions).toEqual(['secretsmanager:GetSecretValue', 'sqs:SendMessage']);
    made.environment.hasResourceProperties('AWS::EC2::SecurityGroupIngress', {
      FromPort: 5432,
      GroupId: { 'Fn::GetAtt': [Match.stringLikeRegexp('^JobsSecurityGroup'), 'GroupId'] },
      SourceSecurityGroupId: { 'Fn::GetAtt': [Match.stringLikeRegexp('^FunctionSecurityGroup'), 'GroupId'] },
    });
    made.environment.hasResourceProperties('AWS::EC2::SecurityGroupEgress', {
      FromPort: 5432, DestinationSecurityGroupId: { 'Fn::GetAtt': [Match.stringLikeRegexp('^JobsSecurityGroup'), 'GroupId'] },
    });
  });

  test('adds steps before and after a deployment, each with its permissions', () => {
    expect(stage(made).map(({ Name }) => Name)).toEqual(['RecoverStack', 'PrepareChangeSet', 'ExecuteChangeSet', 'Migrate', 'WarmUp', 'Check']);
    const [, , , migrate, , check] = stage(made);
    expect(migrate).toMatchObject({ Configuration: { ProjectName: 'Web-live-migrate' }, InputArtifacts: [{ Name: 'Application' }] });
    expect(text(check.Configuration.StateMachineArn)).toMatch(/:stateMachine:Web-live-check$/);
    const resources = (action: string) => statementsOf(made.pipeline, 'WebDeliveryRoleslive')
      .filter((each) => actionsOf(each).includes(action)).map(({ Resource }) => text(Resource));
    expect(resources('codebuild:StartBuild')).toEqual(['arn:aws:codebuild:eu-west-1:111122223333:project/Web-live-migrate']);
    expect(resources('states:StartExecution')).toEqual(['arn:aws:states:eu-west-1:111122223333:stateMachine:Web-live-check']);
  });

  test('adds alarms, widgets and cost', () => {
    made.environment.hasResourceProperties('AWS::CloudWatch::Alarm', { AlarmDescription: 'live: jobs are not done; look at the workers' });
    const [dashboard] = Object.values(made.environment.findResources('AWS::CloudWatch::Dashboard'));
    expect(JSON.stringify(dashboard)).toContain('Oldest job');
    expect(made.notes.join()).toContain('1 × queue worker 5.00');
  });

  test('exposes its resources', () => {
    expect(attachment.queueOf(made.web.environment('live')).queueUrl).toBeDefined();
  });

  test('passes the checks', () => {
    expect(findings(made).filter((finding) => finding.startsWith('error'))).toEqual([]);
  });
});

describe('an attachment with instances', () => {
  const made = deliver({ uses: [new QueueAttachment('Jobs', false)] });

  test('reaches the environment file of the instances with a value that is known only at deployment', () => {
    const [{ Properties }] = Object.values(made.environment.findResources('AWS::EC2::LaunchTemplate')) as
      { Properties: { LaunchTemplateData: { UserData: unknown } } }[];
    expect(text(Properties.LaunchTemplateData.UserData)).toMatch(/\nQUEUE_URL=<Jobs[A-Z0-9]+>\nEND_OF_GOSTYLE_ENVIRONMENT\n/);
  });

  test('allows connections of the instances, and runs before the compute\'s steps', () => {
    made.environment.hasResourceProperties('AWS::EC2::SecurityGroupIngress', {
      FromPort: 5432, SourceSecurityGroupId: { 'Fn::GetAtt': [Match.stringLikeRegexp('^FleetSecurityGroup'), 'GroupId'] },
    });
    expect(stage(made).map(({ Name }) => Name))
      .toEqual(['RecoverStack', 'PrepareChangeSet', 'ExecuteChangeSet', 'Migrate', 'SetAlarmPolling', 'Deploy', 'Check']);
  });

  test('passes the checks', () => {
    expect(findings(made).filter((finding) => finding.startsWith('error'))).toEqual([]);
  });
});

test.each<[string, ICompute]>([['instances', Compute.ec2()], ['a function', new FunctionCompute({ warmUp: true })]])(
  'two attachments that set the same variable are refused, on %s', (_what, compute) => {
    expect(() => deliver({ compute, uses: [new QueueAttachment('One'), new QueueAttachment('Two')] }))
      .toThrow('`environments.live.uses[1]` must not set a variable that `uses[0]` sets, got: "QUEUE_URL"; rename one of them');
  });

test('an attachment that sets a variable of the user is refused', () => {
  expect(() => deliver({ environmentVariables: { QUEUE_URL: 'x' }, uses: [queue()] }))
    .toThrow('`environments.live.uses[0]` must not set a variable that `environmentVariables` sets, got: "QUEUE_URL"');
});
