import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, Duration, Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import { Architecture } from 'aws-cdk-lib/aws-lambda';
import type { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import {
  Application, ApplicationFunction, Compute, Environment, LambdaDeployment, Nat, Network, Runtime, SecretReference, type EnvironmentOptions,
  type IAttachment, type LambdaOptions,
} from '../../src';
import { Assembly } from '../checks/synthesized';
import { fakeLambda } from '../helpers/inline-code';
import { actionsOf, only, statementsOf, text, type Resource } from '../helpers/resources';
import { environmentStack, environmentTemplate, webPipeline } from '../helpers/web-pipeline';

const FUNCTION = 'AWS::Serverless::Function';

function made(options: LambdaOptions = {}, environment: EnvironmentOptions = {}, name = 'staging') {
  const stack = environmentStack(Environment.named(name, { compute: Compute.lambda(options), ...environment }));
  return { stack, template: Template.fromStack(stack) };
}

const propertiesOf = (options: LambdaOptions = {}, environment: EnvironmentOptions = {}, name?: string) =>
  only(made(options, environment, name).template, FUNCTION).Properties as Record<string, Record<string, unknown>>;

describe('the function', () => {
  const { template, stack } = made();

  test('runs the unchanged application with the Web Adapter, on arm64', () => {
    template.hasResourceProperties(FUNCTION, {
      FunctionName: 'Web-staging',
      Runtime: 'nodejs24.x',
      Handler: 'run.sh',
      Architectures: ['arm64'],
      Layers: [{ 'Fn::Join': ['', Match.arrayWith([':753240598075:layer:LambdaAdapterLayerArm64:27'])] }],
      Environment: {
        Variables: Match.objectLike({ AWS_LAMBDA_EXEC_WRAPPER: '/opt/bootstrap', PORT: '3000', AWS_LWA_READINESS_CHECK_PATH: '/health' }),
      },
      MemorySize: 1024,
      Timeout: 30,
    });
    expect(template.toJSON().Transform).toBe('AWS::Serverless-2016-10-31');
  });

  test('gets its revision and release id by parameters', () => {
    template.hasResourceProperties(FUNCTION, {
      CodeUri: { Bucket: { Ref: 'ArtifactBucketName' }, Key: { Ref: 'RevisionKey' } },
      AutoPublishCodeSha256: { Ref: 'ReleaseId' },
      AutoPublishAlias: 'live',
    });
  });

  test('is behind the load balancer through its alias, which only the account\'s load balancer may invoke', () => {
    template.hasResourceProperties('AWS::ElasticLoadBalancingV2::TargetGroup', {
      TargetType: 'lambda', Targets: [{ Id: { Ref: 'Function.Alias' } }],
    });
    template.hasResourceProperties('AWS::Lambda::Permission', {
      FunctionName: { Ref: 'Function.Alias' }, Principal: 'elasticloadbalancing.amazonaws.com', SourceAccount: { Ref: 'AWS::AccountId' },
    });
  });

  test('is in the network without inbound access', () => {
    expect(propertiesOf().VpcConfig.SecurityGroupIds).toHaveLength(1);
    expect(propertiesOf({ inNetwork: false }).VpcConfig).toBeUndefined();
    expect(JSON.stringify(template.findResources('AWS::EC2::SecurityGroup', { Properties: { GroupDescription: 'Function: nobody comes in' } })))
      .not.toContain('SecurityGroupIngress');
  });

  test('is accessible from the environment', () => {
    expect(ApplicationFunction.of(stack).functionName).toBe('Web-staging');
    expect(() => ApplicationFunction.of(new Stack())).toThrow('`environment` must have `Compute.lambda()` as its compute');
  });

  test('prints its limits and the duration of a release', () => {
    const notes = Annotations.fromStack(stack).findInfo('*', Match.anyValue()).map(({ entry }) => String(entry.data)).join('\n');
    expect(notes).toContain('requests and responses are limited to 1 MB, WebSockets are refused');
    expect(notes).toContain('all traffic moves at once (AllAtOnce)');
  });
});

test('refuses a stack whose name is too long for a function', () => {
  const pipelineName = 'p'.repeat(32);
  const app = (name: string) => webPipeline({ pipelineName, environments: [Environment.named(name, { compute: Compute.lambda() })] });
  expect(() => app('e'.repeat(32))).toThrow(`\`environments.${'e'.repeat(32)}\` must have a stack name of at most 64 characters`);
  expect(() => app('e'.repeat(31))).not.toThrow();
});

describe('traffic', () => {
  test('moves at once in staging and by a canary in production', () => {
    expect(propertiesOf().DeploymentPreference.Type).toBe('AllAtOnce');
    expect(propertiesOf({}, {}, 'production').DeploymentPreference.Type).toBe('Canary10Percent5Minutes');
  });

  test.each<[string, LambdaDeployment]>([
    ...[5, 10, 15, 30].map((minutes): [string, LambdaDeployment] =>
      [`Canary10Percent${minutes}Minutes`, LambdaDeployment.canary10Percent(Duration.minutes(minutes))]),
    ['Linear10PercentEvery1Minute', LambdaDeployment.linear10Percent(Duration.minutes(1))],
    ...[2, 3, 10].map((minutes): [string, LambdaDeployment] =>
      [`Linear10PercentEvery${minutes}Minutes`, LambdaDeployment.linear10Percent(Duration.minutes(minutes))]),
    ['AllAtOnce', LambdaDeployment.allAtOnce()],
  ])('has every configuration of CodeDeploy: %s', (name, deployment) => {
    expect(deployment.configurationName).toBe(name);
  });

  test('is monitored by the alarms, and moved by a role with no other permissions', () => {
    const { template } = made();
    const { DeploymentPreference } = only(template, FUNCTION).Properties as { DeploymentPreference: { Alarms: unknown[]; Role: unknown } };
    expect(DeploymentPreference.Alarms).toHaveLength(4);
    const actions = statementsOf(template, 'ShiftRole').flatMap((statement) => actionsOf(statement));
    expect(actions).toEqual([
      'cloudwatch:DescribeAlarms', 'lambda:GetAlias', 'lambda:GetProvisionedConcurrencyConfig', 'lambda:UpdateAlias', 'lambda:InvokeFunction',
    ]);
  });

  test('ignores alarms if configured, and calls the given hooks', () => {
    const hook = 'arn:aws:lambda:eu-west-1:111122223333:function:smoke';
    const preference = propertiesOf({
      deployment: LambdaDeployment.allAtOnce({ heedAlarms: false, preTrafficHookArn: hook, postTrafficHookArn: hook }),
    }).DeploymentPreference;
    expect(preference).toMatchObject({ Hooks: { PreTraffic: hook, PostTraffic: hook } });
    expect(preference.Alarms).toBeUndefined();
  });

  test('has no finding of our own checks when it ignores alarms', () => {
    const compute = Compute.lambda({ deployment: LambdaDeployment.canary10Percent(Duration.minutes(5), { heedAlarms: false }) });
    const app = new App();
    webPipeline({ environments: [Environment.named('staging', { compute })] }, app);
    const findings = new Assembly(app.synth().directory).findings().map(({ severity, rule, message }) => `${severity} ${rule}: ${message}`);
    expect(findings).toEqual([]);
  });
});

test('secrets are references, which CloudFormation resolves', () => {
  const uses: IAttachment = {
    bind: (scope) => ({ secrets: { DATABASE_PASSWORD: SecretReference.fromSecretsManager(new Secret(scope, 'Secret'), 'password') } }),
  };
  const { Environment: { Variables } } = propertiesOf({}, { uses: [uses] });
  expect(text((Variables as Record<string, unknown>).DATABASE_PASSWORD)).toMatch(/^\{\{resolve:secretsmanager:.*:SecretString:password\}\}$/);
});

test('options set the function\'s properties', () => {
  expect(propertiesOf({
    startScript: 'deploy/run.sh',
    memorySize: 2048,
    timeout: Duration.seconds(10),
    architecture: Architecture.X86_64,
    reservedConcurrency: 20,
    provisionedConcurrency: 2,
    tracing: true,
  })).toMatchObject({
    Handler: 'deploy/run.sh',
    MemorySize: 2048,
    Timeout: 10,
    Architectures: ['x86_64'],
    ReservedConcurrentExecutions: 20,
    ProvisionedConcurrencyConfig: { ProvisionedConcurrentExecutions: '2' },
    Tracing: 'Active',
  });
});

test('an application that is a program runs on the bare operating system', () => {
  const stack = environmentStack(Environment.named('staging', { compute: Compute.lambda() }), { application: Application.golang() });
  Template.fromStack(stack).hasResourceProperties(FUNCTION, { Runtime: 'provided.al2023' });
});

test.each<[string, LambdaOptions, number]>([
  ['reaches Secrets Manager, where passwords that are rotated are read again', {}, 1],
  ['needs no endpoint outside of it', { inNetwork: false }, 0],
])('in a network without internet access, a function %s', (_what, options, endpoints) => {
  const template = environmentTemplate(Environment.named('staging', { network: Network.own({ nat: Nat.none() }), compute: Compute.lambda(options) }));
  const found = template.findResources('AWS::EC2::VPCEndpoint', { Properties: { VpcEndpointType: 'Interface' } });
  const services = Object.values(found as Record<string, Resource>).map(({ Properties }) => JSON.stringify(Properties.ServiceName));
  expect(services).toEqual(Array(endpoints).fill(expect.stringContaining('secretsmanager')));
});

const LAYER = 'arn:aws:lambda:eu-west-1:753240598075:layer:LambdaAdapterLayerX86:25';

test('accepts a layer of its architecture, and one whose name says nothing', () => {
  const own = 'arn:aws:lambda:eu-west-1:111122223333:layer:adapter:1';
  expect(() => Compute.lambda({ webAdapterLayerArn: LAYER, architecture: Architecture.X86_64 })).not.toThrow();
  expect(() => Compute.lambda({ webAdapterLayerArn: own })).not.toThrow();
});

test.each<[string, LambdaOptions, string]>([
  ['days that CloudWatch does not know', { logRetention: 13 as RetentionDays }, '`compute.logRetention` must be one of `RetentionDays`'],
  ['an absolute start script', { startScript: '/run.sh' }, '`compute.startScript` must be the path of a file in the revision'],
  ['the revision as start script', { startScript: '.' }, '`compute.startScript` must be the path of a file in the revision'],
  ['a folder as start script', { startScript: 'deploy/' }, '`compute.startScript` must be the path of a file in the revision'],
  ['an architecture that Lambda does not have', { architecture: Architecture.custom('riscv') },
    '`compute.architecture` must be one that Lambda has: arm64 or x86_64, got: "riscv"; write `Architecture.ARM_64`, or leave it out'],
  ['a layer of the other architecture', { webAdapterLayerArn: LAYER },
    '`compute.webAdapterLayerArn` must be for the architecture of the function, which is arm64, and is for x86_64, got: '],
  ['a period by its name', { logRetention: 'ONE_MONTH' as never },
    '`compute.logRetention` must be one of `RetentionDays`, got: "ONE_MONTH"; write `RetentionDays.ONE_MONTH`, or leave it out'],
  ['too little memory', { memorySize: 64 }, '`compute.memorySize` must be a whole number between 128 and 10240, got: 64'],
  ['more time than Lambda has', { timeout: Duration.minutes(16) }, '`compute.timeout` must be 1 to 900 whole seconds, got: "16 minutes"'],
  ['more provisioned than reserved', { reservedConcurrency: 1, provisionedConcurrency: 2 },
    '`compute.provisionedConcurrency` must not be greater than `compute.reservedConcurrency` (1), got: 2'],
  ['security groups outside of the network', { inNetwork: false, securityGroups: [] },
    '`compute.securityGroups` must not be set together with `inNetwork: false`'],
  ['a layer that is none', { webAdapterLayerArn: 'layer' }, '`compute.webAdapterLayerArn` must be the ARN of a version of a layer'],
])('refuses %s', (_what, options, message) => {
  expect(() => Compute.lambda(options)).toThrow(message);
});

test('refuses a wait without a CodeDeploy configuration, an invalid hook, and a variable that Lambda sets', () => {
  expect(() => LambdaDeployment.canary10Percent(Duration.minutes(7))).toThrow('must be one of 5, 10, 15, 30 minutes');
  expect(() => LambdaDeployment.allAtOnce({ preTrafficHookArn: 'x' }))
    .toThrow('`compute.deployment.preTrafficHookArn` must be the ARN of a function');
  expect(() => made({}, { environmentVariables: { AWS_REGION: 'x' } })).toThrow('must not set a variable that Lambda sets, got: "AWS_REGION"');
});

test('the stage passes the revision and an attempt id, and allows the transform', () => {
  const web = webPipeline({ environments: [Environment.named('live', { compute: Compute.lambda() })] });
  const pipeline = only(Template.fromStack(Stack.of(web)), 'AWS::CodePipeline::Pipeline').Properties as {
    Stages: { Name: string; Actions: { Name: string; Namespace?: string; Configuration: Record<string, unknown> }[] }[];
  };
  const { Actions } = pipeline.Stages.find(({ Name }) => Name === 'live')!;
  expect(Actions.map(({ Name }) => Name)).toEqual(['RecoverStack', 'PrepareChangeSet', 'ExecuteChangeSet']);
  expect(Actions[0].Namespace).toBe('live-recovery');
  expect(text(Actions[1].Configuration.ParameterOverrides)).toContain('"ReleaseId":"#{live-recovery.AttemptId}"');
  expect(Actions[1].Configuration.Capabilities).toBe('CAPABILITY_NAMED_IAM,CAPABILITY_AUTO_EXPAND');
});

describe('the hook before traffic moves', () => {
  const code = readFileSync(join(__dirname, '..', '..', 'provisioning', 'functions', 'check-version.cjs'), 'utf8');
  const run = async (answer: unknown, remaining = 60_000) => {
    const { handler, sent } = fakeLambda(code, {
      Invoke: () => answer, PutLifecycleEventHookExecutionStatus: () => ({}),
    });
    await handler({ DeploymentId: 'd-1', LifecycleEventHookExecutionId: 'h-1' }, { getRemainingTimeInMillis: () => remaining });
    return sent;
  };
  const payload = (value: unknown) => ({ Payload: Buffer.from(JSON.stringify(value)) });

  test('accepts a version that responds with 200 twice', async () => {
    expect((await run(payload({ statusCode: 200 }))).map(({ command, input }) => [command, input.status])).toEqual([
      ['Invoke', undefined], ['Invoke', undefined], ['PutLifecycleEventHookExecutionStatus', 'Succeeded'],
    ]);
  });

  test.each<[string, Record<string, unknown>]>([
    ['answers with an error', payload({ statusCode: 503 })],
    ['does not start', { FunctionError: 'Unhandled', ...payload({ errorMessage: 'exited' }) }],
  ])('stops a version that %s', async (_what, answer) => {
    expect((await run(answer)).at(-1)!.input).toEqual({ deploymentId: 'd-1', lifecycleEventHookExecutionId: 'h-1', status: 'Failed' });
  });

  test('reports a version that does not answer before its own time is over', async () => {
    expect((await run(new Promise(() => undefined), 10_001)).at(-1)!.input).toMatchObject({ status: 'Failed' });
  });

  test.each([[Duration.seconds(5), 70], [Duration.minutes(15), 900]])('with a timeout of %s has time for two calls', (timeout, seconds) => {
    const template = environmentTemplate(Environment.named('live', { compute: Compute.lambda({ timeout }) }));
    template.hasResourceProperties('AWS::Lambda::Function', { Description: Match.stringLikeRegexp('^Asks a new version'), Timeout: seconds });
  });
});

test('Runtime.none and Runtime.golang use the OS-only runtime of Lambda', () => {
  expect([Runtime.none().lambdaRuntime, Runtime.golang('1.26').lambdaRuntime, Runtime.python().lambdaRuntime])
    .toEqual(['provided.al2023', 'provided.al2023', 'python3.13']);
});
