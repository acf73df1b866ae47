import { App, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { CpuArchitecture } from 'aws-cdk-lib/aws-ecs';
import { Compute, Environment } from '../../../src';
import { fargate, fargatePipeline } from '../../helpers/fargate';
import { PolicySimulator } from '../../helpers/iam-simulator';
import { only, resources, statementsOf, text } from '../../helpers/resources';
import { pipelineTemplate } from '../../helpers/web-pipeline';

interface Action {
  readonly Name: string;
  readonly RunOrder: number;
  readonly Namespace?: string;
  readonly InputArtifacts?: { Name: string }[
  ];
  readonly Configuration: Record<string, unknown>;
}

function stage(template: Template, name: string): Action[] {
  const { Stages } = only(template, 'AWS::CodePipeline::Pipeline').Properties as { Stages: { Name: string; Actions: Action[] }[] };
  return Stages.find(({ Name }) => Name === name)!.Actions;
}

const tasks = pipelineTemplate(
  { environments: [Environment.named('staging', { compute: fargate() }), Environment.named('qa', { compute: fargate() })] });
const everywhere = Template.fromStack(Stack.of(fargatePipeline(new App())));

test('the image is built once for all environments, after the build and from its output', () => {
  expect(stage(tasks, 'Build').map(({ Name, RunOrder }) => [Name, RunOrder])).toEqual([['Build', 1], ['BuildImage', 2]]);
  expect(stage(tasks, 'Build')[1].InputArtifacts).toEqual([{ Name: 'Application' }]);
});

test('every environment gets its digest as a parameter of the change set', () => {
  for (const name of ['staging', 'qa']) {
    const { Configuration } = stage(tasks, name).find(({ Name }) => Name === 'PrepareChangeSet')!;
    expect(text(Configuration.ParameterOverrides)).toContain('"ImageDigest":"#{BuildImage.IMAGE_DIGEST}"');
  }
});

test('no action comes after the change set: it is the deployment', () => {
  expect(stage(tasks, 'staging').map(({ Name }) => Name)).toEqual(['RecoverStack', 'PrepareChangeSet', 'ExecuteChangeSet']);
});

test('the repository scans, never changes a tag, and outlives its stack', () => {
  tasks.hasResource('AWS::ECR::Repository', {
    DeletionPolicy: 'RetainExceptOnCreate',
    Properties: {
      RepositoryName: 'web/application',
      ImageTagMutability: 'IMMUTABLE',
      ImageScanningConfiguration: { ScanOnPush: true },
      EmptyOnDelete: false,
      LifecyclePolicy: { LifecyclePolicyText: Match.stringLikeRegexp('"countNumber":200') },
    },
  });
});

test('each architecture has its own image, in the same repository, with a unique tag', () => {
  everywhere.resourceCountIs('AWS::ECR::Repository', 1);
  const builds = stage(everywhere, 'Build').slice(1);
  expect(builds.map(({ Name, Namespace, Configuration }) =>
    [Name, Namespace, String(Configuration.EnvironmentVariables).match(/"value":"([^"]+)"/)![1]])).toEqual([
    ['BuildImage', 'BuildImage', '#{codepipeline.PipelineExecutionId}'],
    ['BuildArmImage', 'BuildArmImage', '#{codepipeline.PipelineExecutionId}-arm64'],
  ]);
  everywhere.hasResourceProperties('AWS::CodeBuild::Project', { Environment: { Type: 'ARM_CONTAINER', PrivilegedMode: true } });
});

test('uses the Dockerfile of the commit', () => {
  const template = pipelineTemplate(
    { environments: [Environment.named('staging', { compute: Compute.fargate({ dockerfile: 'docker/Dockerfile' }) })] });
  const [, build] = stage(template, 'Build');
  expect(build).toMatchObject({ InputArtifacts: [{ Name: 'Application' }, { Name: 'Source' }], Configuration: { PrimarySource: 'Application' } });
  template.hasResourceProperties('AWS::CodeBuild::Project', {
    Environment: { EnvironmentVariables: Match.arrayWith([{ Name: 'DOCKERFILE', Type: 'PLAINTEXT', Value: 'docker/Dockerfile' }]) },
  });
});

test('refuses environments that would build different images with one name', () => {
  const environments = [Environment.named('staging', { compute: fargate() }),
    Environment.named('qa', { compute: Compute.fargate({ dockerfile: 'Dockerfile' }) })];
  expect(() => pipelineTemplate({ environments })).toThrow('`environments.qa.compute` must use the same `BuildImage` as the previous environments');
  const architectures = [Environment.named('staging', { compute: fargate() }),
    Environment.named('qa', { compute: fargate({ cpuArchitecture: CpuArchitecture.ARM64 }) })];
  expect(() => pipelineTemplate({ environments: architectures })).not.toThrow();
});

test('a pipeline with instances only does not have it', () => {
  const types = Object.values(resources(pipelineTemplate())).map(({ Type }) => Type);
  expect(types).not.toContain('AWS::ECR::Repository');
  expect(stage(pipelineTemplate(), 'Build').map(({ Name }) => Name)).toEqual(['Build']);
});

describe('the build of the image', () => {
  const policy = new PolicySimulator(statementsOf(everywhere, 'WebDeliveryBuildStepsBuildImageProjectRole'),
    { WebDeliveryBuildStepsImages51E7F70E: 'repository' });

  test.each(['ecr:PutImage', 'ecr:UploadLayerPart', 'ecr:DescribeImages'])('may %s in its own repository only', (action) => {
    const { Resource } = statementsOf(everywhere,
      'WebDeliveryBuildStepsBuildImageProjectRole').find((each) => JSON.stringify(each).includes(action))!;
    expect(text(Resource)).toMatch(/^<WebDeliveryBuildStepsImages[0-9A-F]+\.Arn>$/);
    expect(policy.allows(action, 'arn:aws:ecr:eu-west-1:111122223333:repository/other')).toBe(false);
  });

  test('may neither delete nor change an image', () => {
    for (const action of ['ecr:BatchDeleteImage', 'ecr:DeleteRepository', 'ecr:PutImageTagMutability', 'ecr:SetRepositoryPolicy']) {
      expect(policy.allows(action, 'repository')).toBe(false);
    }
  });
});

test('a role of another account may pull, and no other principal there', () => {
  const { RepositoryPolicyText } = only(everywhere,
    'AWS::ECR::Repository').Properties as { RepositoryPolicyText: { Statement: Record<string, unknown>[] } };
  expect(RepositoryPolicyText.Statement).toMatchObject([{
    Effect: 'Allow',
    Action: ['ecr:BatchCheckLayerAvailability', 'ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer'],
    Condition: { ArnEquals: { 'aws:PrincipalArn': expect.stringMatching(/^arn:aws:iam::444455556666:role\/Web-far-instances-[0-9a-f]{8}$/) } },
  }]);
  const far = Template.fromStack(fargatePipeline(new App()).environment('far'));
  const name = String((RepositoryPolicyText.Statement[0].Condition as { ArnEquals: Record<string, string> }).ArnEquals['aws:PrincipalArn']).split(
    '/')[1];
  far.hasResourceProperties('AWS::IAM::Role',
    { RoleName: name, AssumeRolePolicyDocument: { Statement: [{ Principal: { Service: 'ecs-tasks.amazonaws.com' } }] } });
});
