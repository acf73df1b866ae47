import { Stack } from 'aws-cdk-lib';
import { SecurityGroup } from 'aws-cdk-lib/aws-ec2';
import { CpuArchitecture } from 'aws-cdk-lib/aws-ecs';
import type { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Application, Compute, EcsDeployment, Environment, Runtime, type FargateOptions } from '../../../src';
import { COMMAND, fargate } from '../../helpers/fargate';
import { environmentStack } from '../../helpers/web-pipeline';

test.each<[string, Partial<FargateOptions>, string]>([
  ['a container without a command', { command: undefined },
    '`compute.command` must be set if there is no `compute.dockerfile`, so that the container knows what to start, got: undefined; '
      + 'write `[\'node\', \'dist/main.js\']`, for example'],
  ['an empty command', { command: [] }, '`compute.command` must be a program and its arguments, got: []'],
  ['a Dockerfile and a base image', { dockerfile: 'Dockerfile', baseImage: 'node:24' },
    '`compute.baseImage` must not be set together with `compute.dockerfile`, which names its own, got: "node:24"; leave out one of them'],
  ['a Dockerfile outside of the repository', { dockerfile: '../Dockerfile' },
    '`compute.dockerfile` must be a path in the repository, got: "../Dockerfile"'],
  ['a minimum over the maximum', { minCapacity: 5, maxCapacity: 3 },
    '`compute.minCapacity` must not be greater than `compute.maxCapacity` (3), got: 5; raise `compute.maxCapacity`'],
  ['a minimum over the maximum that it has by default', { minCapacity: 0 },
    '`compute.minCapacity` must be a whole number between 1 and 1000, got: 0'],
  ['a size that Fargate does not have', { cpu: 300 }, '`compute.cpu` must be one of 256, 512, 1024, 2048, 4096, 8192, 16384, got: 300'],
  ['memory that its CPU cannot have', { cpu: 1024, memoryMiB: 1024 },
    '`compute.memoryMiB` must be 2048 to 8192 in steps of 1024 for 1024 CPU units, got: 1024; leave it out for 2048'],
  ['root', { user: '0' }, '`compute.user` must be the number of a user that is not root, with or without a group, got: "0"'],
  ['a user that no container runtime knows', { user: '4294967296' },
    '`compute.user` must have numbers up to 2147483647, which is what container runtimes know, got: "4294967296"; leave it out for 10001:10001'],
  ['a group that no container runtime knows', { user: '1000:2147483648' }, '`compute.user` must have numbers up to 2147483647'],
  ['a program without a name', { command: ['  '] }, '`compute.command` must be a program and its arguments, got: ["  "]'],
  ['an argument that no program can be given', { command: ['node', 'a\0b'] }, '`compute.command` must be a program and its arguments'],
  ['a user by name', { user: 'node' }, '`compute.user` must be the number of a user'],
  ['a shell with a read-only file system', { executeCommand: true }, '`compute.executeCommand` must be set together with `writableRootFileSystem`'],
  ['more Spot than there is', { spotPercentage: 101 }, '`compute.spotPercentage` must be a whole number between 0 and 100, got: 101'],
  ['more on demand than there are tasks', { onDemandBaseCapacity: 3 },
    '`compute.onDemandBaseCapacity` must be a whole number between 0 and 2, got: 3'],
  ['a target that no CPU has', { targetCpuPercent: 100 }, '`compute.targetCpuPercent` must be a whole number between 10 and 90, got: 100'],
  ['no room for images', { keptImages: 1 }, '`compute.keptImages` must be a whole number between 10 and 10000, got: 1'],
  ['a deployment that can neither start a task nor stop one', { minCapacity: 2, deployment: EcsDeployment.rolling({ maxPercent: 149 }) },
    '`compute.deployment.maxPercent` must allow a task more than `compute.minCapacity` (2), or none could be replaced, got: 149; '
      + 'write at least 150, or lower `minHealthyPercent`'],
  ['days that CloudWatch does not know', { logRetention: 13 as RetentionDays }, '`compute.logRetention` must be one of `RetentionDays`'],
])('%s is refused', (_what, options, message) => {
  expect(() => fargate(options)).toThrow(message);
});

test.each([
  { minCapacity: 2, deployment: EcsDeployment.rolling({ maxPercent: 150 }) },
  { minCapacity: 3, deployment: EcsDeployment.rolling({ minHealthyPercent: 66, maxPercent: 110 }) },
  { minCapacity: 1, deployment: EcsDeployment.canary() },
])('a deployment that can start or stop a task is accepted: %j', (options) => {
  expect(() => fargate(options)).not.toThrow();
});

const bound = (options: Partial<FargateOptions>, application = Application.nestJs()) =>
  environmentStack(Environment.named('staging', { compute: Compute.fargate({ command: COMMAND, ...options }) }), { application });

describe('a base image', () => {
  test.each(['public.ecr.aws/docker/library/alpine:3', 'public.ecr.aws/amazonlinux/amazonlinux:2023', 'gcr.io/distroless/static'])(
    '%s, which has no runtime, is refused', (baseImage) => {
      expect(() => bound({ baseImage })).toThrow(
        '`compute.baseImage` must have the runtime of the application, Node.js, and has nothing but an operating'
        + ` system, got: "${baseImage}"; leave it out for public.ecr.aws/docker/library/node:24-slim`);
    });

  test('of another language is refused', () => {
    expect(() => bound({ baseImage: 'public.ecr.aws/docker/library/python:3.13-slim' })).toThrow(
      'must have the runtime of the application, Node.js, and has Python');
  });

  test.each(['node:24', 'gcr.io/distroless/nodejs24-debian12', '111122223333.dkr.ecr.eu-west-1.amazonaws.com/team/base:7', 'localhost:5000/node:24'])(
    '%s is accepted', (baseImage) => {
      expect(() => bound({ baseImage })).not.toThrow();
    });

  test('with an invalid name is refused', () => {
    expect(() => bound({ baseImage: 'Node 24' })).toThrow('`compute.baseImage` must be the name of an image, got: "Node 24"');
  });

  test('must be set for a runtime without one', () => {
    const application = Application.custom({ runtime: Runtime.custom({ name: 'Elixir' }) });
    expect(() => bound({}, application)).toThrow(
      '`compute.baseImage` must be given for an application whose runtime (Elixir) has no image, got: undefined');
    expect(() => bound({ baseImage: 'elixir:1.18' }, application)).not.toThrow();
    expect(() => bound({ dockerfile: 'Dockerfile' }, application)).not.toThrow();
  });
});

describe('an architecture', () => {
  test.each(['arm64v8/node:24', 'public.ecr.aws/x/node:24-arm64'])('of %s that tasks do not have is refused', (baseImage) => {
    expect(() => bound({ baseImage })).toThrow('`compute.baseImage` must be made for the architecture of the tasks, X86_64, got: '
      + `"${baseImage}"; take one for it, or \`cpuArchitecture: CpuArchitecture.ARM64\``);
    expect(() => bound({ baseImage, cpuArchitecture: CpuArchitecture.ARM64 })).not.toThrow();
  });

  test('that contradicts the image\'s name is refused', () => {
    expect(() => bound({ baseImage: 'amd64/node:24' })).not.toThrow();
    expect(() => bound({ baseImage: 'amd64/node:24', cpuArchitecture: CpuArchitecture.ARM64 })).toThrow(
      'must be made for the architecture of the tasks, ARM64');
  });
});

test('security groups of another stack of the app are refused', () => {
  const other = new Stack();
  const securityGroup = new SecurityGroup(other, 'Group', { vpc: { vpcId: 'vpc-1', node: other.node } as never });
  expect(() => bound({ securityGroups: [securityGroup] })).toThrow('`compute.securityGroups` must exist before the environment is deployed');
});
