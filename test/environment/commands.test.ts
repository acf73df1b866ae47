import { App, Duration, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import {
  Application, Command, Compute, Environment, GoStyleWebPipeline, Nat, Network, Secret, type EnvironmentOptions,
} from '../../src';
import { fargate } from '../helpers/fargate';
import { actionsOf, only, statementsOf, text } from '../helpers/resources';
import { SMALLEST } from '../helpers/web-pipeline';
import { QueueAttachment } from '../seams/queue-attachment';

const PLACE = { account: '111122223333', region: 'eu-west-1' };
const ELSEWHERE = { account: '444455556666', region: 'us-east-1' };

function made(options: EnvironmentOptions): { pipeline: Template; environment: Template; web: GoStyleWebPipeline } {
  const web = new GoStyleWebPipeline(new Stack(new App(), 'WebPipeline', { env: PLACE }), 'Web', {
    ...SMALLEST, environments: [Environment.named('live', options)],
  });
  return { web, environment: Template.fromStack(web.environment('live')), pipeline: Template.fromStack(Stack.of(web)) };
}

const migration = Command.run('node migrate.mjs');

function actions({ pipeline }: { pipeline: Template }): string[] {
  const { Stages } = only(pipeline, 'AWS::CodePipeline::Pipeline').Properties as { Stages: { Name: string; Actions: { Name: string }[] }[] };
  return Stages.find(({ Name }) => Name === 'live')!.Actions.map(({ Name }) => Name);
}

test('no command can run before a deployment to a function, which the stack makes itself, and the error names the alternative', () => {
  expect(() => made({ compute: Compute.lambda(), beforeDeployment: migration })).toThrow(
    '`environments.live` must have a compute that is deployed by its own action, because a step runs before it, got: "BeforeDeployment"; '
    + 'with `Compute.fargate()`, write a `Command` as `beforeDeployment` of the environment, or use a function that runs before tasks start');
});

test('with tasks, the update of the stack runs a command before it deploys', () => {
  expect(actions(made({ compute: fargate(), beforeDeployment: migration })).slice(-1)).toEqual(['ExecuteChangeSet']);
});

test.each([['tasks', fargate()], ['a function', Compute.lambda()]])('with %s, a command runs after a deployment', (_name, compute) => {
  expect(actions(made({ compute, afterDeployment: Command.run('node smoke.mjs') })).slice(-2)).toEqual(['ExecuteChangeSet', 'AfterDeployment']);
});

test('run before any host changes, and after the deployment', () => {
  expect(actions(made({ beforeDeployment: migration, afterDeployment: Command.run('node smoke.mjs'), uses: [new QueueAttachment('Jobs', false)] })))
    .toEqual([
      'RecoverStack', 'PrepareChangeSet', 'ExecuteChangeSet', 'Migrate', 'BeforeDeployment', 'SetAlarmPolling', 'Deploy', 'Check', 'AfterDeployment',
    ]);
});

describe('a command', () => {
  const { environment, pipeline } = made({
    beforeDeployment: Command.run('node migrate.mjs', { timeout: Duration.minutes(10) }),
    environmentVariables: { LOG_LEVEL: 'debug' },
    uses: [Secret.fromSecretsManager({ KEY: 'stripe', PASSWORD: 'db:password' }), Secret.fromParameterStore({ TOKEN: '/shop/token' })],
  });
  const project = only(environment, 'AWS::CodeBuild::Project').Properties as Record<string, unknown> & {
    Environment: { EnvironmentVariables: { Name: string; Type: string; Value: unknown }[] };
    Source: { BuildSpec: string };
  };

  test('has the revision, the runtime, the network, the variables and the secrets of the application', () => {
    expect(project).toMatchObject({ Name: 'Web-live-before-deployment', TimeoutInMinutes: 10, Source: { Type: 'CODEPIPELINE' } });
    expect(JSON.parse(project.Source.BuildSpec)).toEqual({
      version: '0.2', phases: { install: { 'runtime-versions': { nodejs: '24' } }, build: { commands: ['node migrate.mjs'] } },
    });
    expect((project.VpcConfig as { Subnets: unknown[] }).Subnets).toHaveLength(2);
    expect(project.Environment.EnvironmentVariables.map(({ Name, Type, Value }) => [Name, Type, text(Value)])).toEqual([
      ['NODE_ENV', 'PLAINTEXT', 'production'], ['LOG_LEVEL', 'PLAINTEXT', 'debug'],
      ['KEY', 'SECRETS_MANAGER', 'stripe'], ['PASSWORD', 'SECRETS_MANAGER', 'db:password'], ['TOKEN', 'PARAMETER_STORE', '/shop/token'],
    ]);
  });

  test('has the version of Python of the application, whose packages may be for one version, and finds the packages of the revision', () => {
    const web = new GoStyleWebPipeline(new Stack(new App(), 'WebPipeline', { env: PLACE }), 'Web', {
      ...SMALLEST,
      application: Application.python({ directory: 'backend', pythonVersion: '3.12' }),
      environments: [Environment.named('live', { beforeDeployment: Command.run('cd backend && python manage.py migrate') })],
    });
    const { Source } = only(Template.fromStack(web.environment('live')), 'AWS::CodeBuild::Project').Properties as typeof project;
    expect(JSON.parse(Source.BuildSpec)).toEqual({
      version: '0.2',
      phases: {
        install: { 'runtime-versions': { python: '3.12' } },
        build: {
          commands: [
            'export PYTHONPATH="${PYTHONPATH:+$PYTHONPATH:}$CODEBUILD_SRC_DIR/backend/packages"',
            'cd backend && python manage.py migrate',
          ],
        },
      },
    });
  });

  test('may read the revision and these secrets, and is what the pipeline may start', () => {
    const allowed = statementsOf(environment, 'BeforeDeploymentRole').flatMap(actionsOf);
    expect(allowed).toEqual(expect.arrayContaining(['s3:GetObject', 'secretsmanager:GetSecretValue', 'ssm:GetParameters']));
    const started = statementsOf(pipeline, 'WebDeliveryRoleslive').filter((each) => actionsOf(each).includes('codebuild:StartBuild'));
    expect(started.map(({ Resource }) => text(Resource))).toEqual(['arn:aws:codebuild:eu-west-1:111122223333:project/Web-live-before-deployment']);
  });
});

test('has the network access of the application', () => {
  const { environment } = made({ beforeDeployment: migration, uses: [new QueueAttachment('Jobs', false)] });
  const rules = Object.values(environment.findResources('AWS::EC2::SecurityGroupIngress', { Properties: { FromPort: 5432 } }));
  expect(rules.map(({ Properties }) => text((Properties as { SourceSecurityGroupId: unknown }).SourceSecurityGroupId))).toEqual(
    expect.arrayContaining([expect.stringMatching(/FleetSecurityGroup/), expect.stringMatching(/BeforeDeploymentSecurityGroup/)]));
});

test('in another account the artifact bucket allows its role by name', () => {
  const { web, environment } = made({ env: ELSEWHERE, beforeDeployment: migration });
  const { RoleName } = Object.values(environment.findResources('AWS::IAM::Role')).map(({ Properties }) => Properties as { RoleName?: string })
    .find(({ RoleName: name }) => name?.startsWith('Web-live-before-deployment'))!;
  const region = web.node.findAll().find((node): node is Stack => Stack.isStack(node) && node.stackName === 'Web-region-us-east-1')!;
  expect(JSON.stringify(Template.fromStack(region).toJSON())).toContain(`:role/${RoleName}`);
});

test('an environment without commands has no project', () => {
  made({}).environment.resourceCountIs('AWS::CodeBuild::Project', 0);
});

test.each([
  ['', /`Command\.run` must be a command, got: ""; write it/],
  [' # nothing', /`Command\.run` must not be a comment, which does nothing, got: " # nothing"; write/],
  ['echo \u202Etxt.exe', /`Command\.run` must not have characters that turn the direction of writing, .*, got: "U\+202E"; remove it/],
  ['a\nb', /`Command\.run` must be one line, got: "a\\nb"; put longer commands into a script in the revision/],
])('refuses %j', (command, message) => {
  expect(() => Command.run(command)).toThrow(message);
});

test.each(['beforeDeployment', 'afterDeployment'])('refuses a string as %s, which would never run', (prop) => {
  expect(() => Environment.named('live', { [prop]: 'npm run migrate' }))
    .toThrow(`\`environments.live.${prop}\` must be created with this library, got: "npm run migrate"; `
      + 'write `Command.run(\'node dist/migrate.js\')`');
});

test('refuses a time-out that CodeBuild refuses', () => {
  expect(() => Command.run('true', { timeout: Duration.minutes(4) }))
    .toThrow('`Command.run.timeout` must be whole minutes from 5 to 480, got: "4 minutes"');
});

test('refuses a network without a way to the internet', () => {
  expect(() => made({ network: Network.own({ nat: Nat.none() }), beforeDeployment: migration }))
    .toThrow('`environments.live.beforeDeployment` must have a network with a way to the internet');
});

test('commands after a deployment get the address of the environment, commands before it do not', () => {
  const { environment } = made({ beforeDeployment: migration, afterDeployment: Command.run('node smoke.mjs') });
  const projects = Object.values(environment.findResources('AWS::CodeBuild::Project')).map(({ Properties }) => Properties as Project);
  const addresses = projects.map(({ Name, Environment: { EnvironmentVariables = [] } }) =>
    [Name, EnvironmentVariables.filter((variable) => variable.Name === 'APPLICATION_URL').map(({ Value }) => text(Value))]);
  expect(Object.fromEntries(addresses)).toEqual({
    'Web-live-before-deployment': [], 'Web-live-after-deployment': [expect.stringMatching(/^http:\/\/<LoadBalancer\w+\.DNSName>$/)],
  });
});

interface Project {
  readonly Name: string;
  readonly Environment: { readonly EnvironmentVariables?: { readonly Name: string; readonly Value: unknown }[] };
}
