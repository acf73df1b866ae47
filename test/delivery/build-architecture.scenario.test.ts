import { App, Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import { LinuxArmBuildImage, LinuxBuildImage } from 'aws-cdk-lib/aws-codebuild';
import { InstanceType } from 'aws-cdk-lib/aws-ec2';
import { CpuArchitecture } from 'aws-cdk-lib/aws-ecs';
import { Architecture } from 'aws-cdk-lib/aws-lambda';
import { Application, Command, Compute, Environment, Runtime, type GoStyleWebPipelineProps, type ICompute } from '../../src';
import { fargate } from '../helpers/fargate';
import { resources } from '../helpers/resources';
import { webPipeline } from '../helpers/web-pipeline';

const X86 = { Type: 'LINUX_CONTAINER', Image: 'aws/codebuild/amazonlinux-x86_64-standard:6.0', ComputeType: 'BUILD_GENERAL1_SMALL' };
const ARM = { Type: 'ARM_CONTAINER', Image: 'aws/codebuild/amazonlinux-aarch64-standard:4.0', ComputeType: 'BUILD_GENERAL1_SMALL' };

const GRAVITON = () => Compute.ec2({ instanceType: new InstanceType('t4g.small') });
const ARM_TASKS = () => fargate({ cpuArchitecture: CpuArchitecture.ARM64 });
const X86_FUNCTION = () => Compute.lambda({ architecture: Architecture.X86_64 });

function synthesized(computes: Record<string, ICompute>, props: Partial<GoStyleWebPipelineProps> = {}) {
  const environments = Object.entries(computes).map(([name, compute]) => Environment.named(name, { compute }));
  const stack = Stack.of(webPipeline({ environments, ...props }));
  const projects = Object.entries(resources(Template.fromStack(stack))).filter(([, { Type }]) => Type === 'AWS::CodeBuild::Project');
  const warnings = Annotations.fromStack(stack).findWarning('*', Match.stringLikeRegexp('^the build runs on')).map(({ entry }) => String(entry.data));
  return { stack, warnings, environmentOf: (id: string) => projects.find(([each]) => each.startsWith(id))![1].Properties.Environment };
}

const BUILD = 'WebDeliveryBuildProject';

test.each<[string, Record<string, ICompute>, object]>([
  ['functions', { staging: Compute.lambda() }, ARM],
  ['functions on x86', { staging: X86_FUNCTION() }, X86],
  ['tasks', { staging: fargate() }, X86],
  ['ARM tasks', { staging: ARM_TASKS() }, ARM],
  ['instances', { staging: Compute.ec2() }, X86],
  ['Graviton instances', { staging: GRAVITON() }, ARM],
  ['three kinds on ARM', { qa: GRAVITON(), staging: ARM_TASKS(), production: Compute.lambda() }, ARM],
])('the build for %s has their architecture', (_what, computes, expected) => {
  for (const application of [Application.nestJs(), Application.golang()]) {
    const props = 'tasks' in computes ? {} : { application };
    const { environmentOf, warnings } = synthesized(computes, props);
    expect(environmentOf(BUILD)).toMatchObject(expected);
    expect(warnings).toEqual([]);
  }
});

describe('environments of two architectures', () => {
  const mixed = () => ({ staging: Compute.ec2(), production: Compute.lambda() });

  test('are built on x86, with a warning that names those on the other architecture', () => {
    const { environmentOf, warnings } = synthesized(mixed());
    expect(environmentOf(BUILD)).toMatchObject(X86);
    expect(warnings).toEqual([expect.stringMatching(/^the build runs on X86_64, but what it makes runs in production on ARM64: .*`exec format/)]);
  });

  test('are refused if builds produce machine code', () => {
    expect(() => synthesized(mixed(), { application: Application.golang() })).toThrow(
      '`environments` must have one architecture, because one build makes the binary (Go) of all of them, '
      + 'got: {"staging":"X86_64","production":"ARM64"}; give their computes the same one, or set `buildOptions.buildImage`');
    const runtime = Runtime.custom({ name: 'Rust', compiled: true });
    expect(() => synthesized(mixed(), { application: Application.custom({ runtime }) })).toThrow('the binary (Rust) of all of them');
  });

  test('only cause the warning, which can be acknowledged, if the user chose the image', () => {
    const props = { application: Application.golang(), buildOptions: { buildImage: LinuxArmBuildImage.AMAZON_LINUX_2023_STANDARD_3_0 } };
    const { stack, warnings } = synthesized(mixed(), props);
    expect(warnings).toEqual([expect.stringContaining('the build runs on ARM64, but what it makes runs in staging on X86_64:')]);
    Annotations.fromStack(stack).hasWarning('*', Match.stringLikeRegexp('\\[ack: gostyle:build-architecture\\]$'));
  });
});

test('an image chosen by the user is kept, with a warning if no environment has its architecture', () => {
  const { environmentOf, warnings } = synthesized({ staging: Compute.lambda(), production: GRAVITON() },
    { buildOptions: { buildImage: LinuxBuildImage.STANDARD_7_0 } });
  expect(environmentOf(BUILD)).toMatchObject({ Type: 'LINUX_CONTAINER', Image: 'aws/codebuild/standard:7.0' });
  expect(warnings).toEqual([expect.stringContaining('runs in staging on ARM64, production on ARM64')]);
});

test('each image for tasks is built on its own architecture, whatever the build runs on', () => {
  const { environmentOf } = synthesized({ staging: fargate(), production: ARM_TASKS() },
    { buildOptions: { buildImage: LinuxArmBuildImage.AMAZON_LINUX_2023_STANDARD_3_0 } });
  expect(environmentOf('WebDeliveryBuildStepsBuildImage')).toMatchObject(X86);
  expect(environmentOf('WebDeliveryBuildStepsBuildArmImage')).toMatchObject({ Type: 'ARM_CONTAINER' });
});

test.each<[string, () => ICompute, object]>([['Graviton', GRAVITON, ARM], ['x86', () => Compute.ec2(), X86]])(
  'a command of an environment on %s runs on its architecture, because it is part of the revision', (_what, compute, expected) => {
    const environments = [Environment.named('staging', { compute: compute(), afterDeployment: Command.run('./smoke-test') })];
    const template = Template.fromStack(webPipeline({ environments }, new App()).environment('staging'));
    template.hasResourceProperties('AWS::CodeBuild::Project', { Environment: Match.objectLike(expected) });
  });
