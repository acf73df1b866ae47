import { App, Duration, Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import { Cache, ComputeType, LinuxArmBuildImage } from 'aws-cdk-lib/aws-codebuild';
import { ExecutionMode } from 'aws-cdk-lib/aws-codepipeline';
import { Vpc } from 'aws-cdk-lib/aws-ec2';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { StringParameter } from 'aws-cdk-lib/aws-ssm';
import { AwsSolutionsChecks } from 'cdk-nag';
import { BuildSecret, GoStyleWebPipeline, type BuildOptions } from '../../src';
import { only, resources, statementsOf, text } from '../helpers/resources';
import { pipelineTemplate, SMALLEST } from '../helpers/web-pipeline';

function built(optionsIn: (stack: Stack) => BuildOptions): { app: App; stack: Stack; web: GoStyleWebPipeline; template: Template } {
  const app = new App();
  const stack = new Stack(app, 'WebPipeline');
  const web = new GoStyleWebPipeline(stack, 'Web', { ...SMALLEST, buildOptions: optionsIn(stack) });
  return { app, stack, web, template: Template.fromStack(stack) };
}

interface LifecycleRule {
  readonly Id: string;
  readonly Prefix?: string;
  readonly ExpirationInDays?: number;
}

const project = (template: Template) => only(template, 'AWS::CodeBuild::Project').Properties;
const withBuild = (build: BuildOptions) => () => pipelineTemplate({ buildOptions: build });

test('by default the `cache` paths of the buildspec are kept in the artifact bucket', () => {
  expect(project(pipelineTemplate())).toMatchObject({
    Cache: { Type: 'S3', Location: expect.anything() as unknown },
    Environment: { Type: 'LINUX_CONTAINER', ComputeType: 'BUILD_GENERAL1_SMALL', PrivilegedMode: false },
    TimeoutInMinutes: 30,
  });
  expect(text((project(pipelineTemplate()).Cache as { Location: unknown }).Location)).toMatch(/^<WebDeliveryArtifacts\w+>\/build-cache\/Web$/);
});

test('a build on Graviton, larger, longer, with Docker and another cache', () => {
  const { template } = built(() => ({
    buildImage: LinuxArmBuildImage.AMAZON_LINUX_2023_STANDARD_3_0,
    computeType: ComputeType.LARGE,
    timeout: Duration.hours(2),
    privileged: true,
    cache: Cache.none(),
  }));
  expect(project(template)).toMatchObject({
    Cache: { Type: 'NO_CACHE' },
    Environment: {
      Type: 'ARM_CONTAINER', ComputeType: 'BUILD_GENERAL1_LARGE', PrivilegedMode: true, Image: expect.stringContaining('aarch64') as string,
    },
    TimeoutInMinutes: 120,
  });
});

describe('variables', () => {
  const { template, app } = built((stack) => {
    const key = Key.fromKeyArn(stack, 'Key', 'arn:aws:kms:eu-west-1:111122223333:key/1');
    const licence = StringParameter.fromSecureStringParameterAttributes(stack, 'Licence', { parameterName: '/build/licence' });
    return {
      environmentVariables: { STAGE: 'ci' },
      secrets: {
        NPM_TOKEN: BuildSecret.fromSecretsManager(Secret.fromSecretNameV2(stack, 'Npm', 'npm'), 'token'),
        SENTRY: BuildSecret.fromSecretsManager(Secret.fromSecretAttributes(stack, 'Sentry', {
          secretCompleteArn: 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:sentry-AbCdEf', encryptionKey: key,
        })),
        LICENCE: BuildSecret.fromParameter(licence, key),
      },
    };
  });

  test('are plain, or read by CodeBuild when the build starts', () => {
    expect((project(template).Environment as { EnvironmentVariables: unknown }).EnvironmentVariables).toEqual([
      { Name: 'STAGE', Type: 'PLAINTEXT', Value: 'ci' },
      { Name: 'NPM_TOKEN', Type: 'SECRETS_MANAGER', Value: 'npm:token' },
      { Name: 'SENTRY', Type: 'SECRETS_MANAGER', Value: 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:sentry-AbCdEf' },
      { Name: 'LICENCE', Type: 'PARAMETER_STORE', Value: '/build/licence' },
    ]);
  });

  test('the build may read exactly these', () => {
    const granted = statementsOf(template, 'WebDeliveryBuildProjectRole')
      .filter(({ Action }) => /secretsmanager|ssm|kms/.test(String(Action)))
      .flatMap(({ Action, Resource }) => [Resource].flat().map((resource) => `${String(Action)} ${text(resource)}`));
    expect(granted).toEqual([
      expect.stringMatching(/^secretsmanager:GetSecretValue arn:<AWS::Partition>:secretsmanager:<AWS::Region>:<AWS::AccountId>:secret:npm-\?{6}$/),
      'secretsmanager:GetSecretValue arn:aws:secretsmanager:eu-west-1:111122223333:secret:sentry-AbCdEf',
      'kms:Decrypt arn:aws:kms:eu-west-1:111122223333:key/1',
      expect.stringMatching(/^ssm:GetParameters arn:<AWS::Partition>:ssm:<AWS::Region>:<AWS::AccountId>:parameter\/build\/licence$/),
    ]);
  });

  test('cdk-nag has no findings', () => {
    expect(new AwsSolutionsChecks(app).validateScope(app).violations).toEqual([]);
  });
});

test('a build in a network has its security groups and the permission for its interfaces', () => {
  const { template, app, web } = built((stack) => ({
    vpc: Vpc.fromVpcAttributes(stack, 'Vpc', { vpcId: 'vpc-1', availabilityZones: ['a', 'b'], privateSubnetIds: ['subnet-1', 'subnet-2'] }),
  }));
  const { VpcConfig } = project(template);
  expect(VpcConfig).toMatchObject({ VpcId: 'vpc-1', Subnets: ['subnet-1', 'subnet-2'], SecurityGroupIds: [expect.anything()] });
  const findings = new AwsSolutionsChecks(app).validateScope(app).violations.flatMap(({ violatingResources, ruleName }) =>
    violatingResources.map(({ constructPath }) => `${ruleName} ${constructPath}`));
  expect(findings.filter((finding) => finding.includes('/Web/'))).toEqual([]);
  expect(web.buildProject.connections.securityGroups).toHaveLength(1);
});

test('sources and caches expire; revisions and assemblies, which a rollback needs, do not', () => {
  const buckets = Object.values(resources(pipelineTemplate())).filter(({ Type }) => Type === 'AWS::S3::Bucket');
  const rules = buckets
    .map(({ Properties }) => (Properties.LifecycleConfiguration as { Rules: LifecycleRule[] } | undefined)?.Rules)
    .find((found) => found?.some(({ Id }) => Id === 'ExpireReplaced'));
  expect(rules?.map(({ Id, Prefix, ExpirationInDays }) => [Id, Prefix, ExpirationInDays])).toEqual([
    ['ExpireReplaced', undefined, undefined], ['ExpireSources', 'Web/Source/', 30], ['ExpireBuildCaches', 'build-cache/', 30],
  ]);
});

test('a newer commit can supersede one that waits', () => {
  const template = pipelineTemplate({ executionMode: ExecutionMode.SUPERSEDED });
  expect(only(template, 'AWS::CodePipeline::Pipeline').Properties.ExecutionMode).toBe('SUPERSEDED');
});

test('no option causes a warning', () => {
  const { stack } = built(() => ({ privileged: true, timeout: Duration.minutes(5) }));
  expect(Annotations.fromStack(stack).findWarning('*', Match.anyValue()).map(({ entry }) => entry.data)).toEqual([]);
});

describe('refuses', () => {
  const secret = () => BuildSecret.fromParameter(StringParameter.fromStringParameterName(new Stack(), 'Parameter', 'token'));

  test.each<[string, () => unknown, string]>([
    ['an invalid name of a variable', withBuild({ environmentVariables: { 'MY-NAME': 'x' } }),
      '`buildOptions.environmentVariables` must be the name of a variable, got: "MY-NAME"'],
    ['a secret', withBuild({ environmentVariables: { REGISTRY: `ghp_${'a'.repeat(36)}` } }),
      '`buildOptions.environmentVariables.REGISTRY` must not contain a secret, because anyone who can read the template can read it, got: "ghp_..."'],
    ['a name of the service', withBuild({ environmentVariables: { CODEBUILD_SRC_DIR: '/' } }),
      '`buildOptions.environmentVariables` must not begin with `CODEBUILD_` or `AWS_`'],
    ['a name of the service for a secret', withBuild({ secrets: { AWS_SECRET_ACCESS_KEY: secret() } }), '`buildOptions.secrets` must not begin with'],
    ['one name twice', withBuild({ environmentVariables: { TOKEN: 'x' }, secrets: { TOKEN: secret() } }),
      '`buildOptions.secrets` must not have a name that is also in `environmentVariables`, got: "TOKEN"'],
    ['security groups without a network', withBuild({ securityGroups: [] }),
      '`buildOptions.vpc` must be set together with `subnetSelection` or `securityGroups`'],
    ['a time-out that CodeBuild does not take', withBuild({ timeout: Duration.minutes(4) }),
      '`buildOptions.timeout` must be whole minutes between 5 minutes and 36 hours, got: "4 minutes"'],
    ['half a minute', withBuild({ timeout: Duration.seconds(330) }), '`buildOptions.timeout` must be whole minutes'],
    ['executions side by side', () => pipelineTemplate({ executionMode: ExecutionMode.PARALLEL }),
      '`executionMode` must not let two executions change the same environment at once, got: "PARALLEL"'],
  ])('%s', (_what, act, message) => {
    expect(act).toThrow(message);
  });
});
