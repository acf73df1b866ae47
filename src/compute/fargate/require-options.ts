import { Token } from 'aws-cdk-lib';
import type { EcsDeployment } from './ecs-deployment';
import type { FargateOptions } from './fargate-options';
import { requireTaskSize } from './task-size';
import { misuse, requireIntegerWithin, requireKnown, requirePattern } from '../../core/misuse';

/** Of users and groups of a container. */
const LARGEST_ID = 2 ** 31 - 1;

/** Defaults of options. */
export interface Chosen {
  readonly minCapacity: number;
  readonly maxCapacity: number;
  readonly cpu: number;
  readonly memoryMiB: number;
}

/** Rejects what Amazon ECS would refuse or could not run. */
export function requireFargateOptions(options: FargateOptions, chosen: Chosen): void {
  requireCapacity(options, chosen);
  requireTaskSize(chosen.cpu, chosen.memoryMiB);
  requireImage(options);
  requireContainer(options);
  const { securityGroups = [] } = options;
  // A service takes five security groups, one of which is its own.
  if (securityGroups.length > 4) throw misuse('compute.securityGroups', 'must have at most 4', securityGroups.length, 'combine their rules');
}

function requireCapacity(options: FargateOptions, { minCapacity, maxCapacity }: Chosen): void {
  requireKnown('compute.minCapacity', options.minCapacity, 'write a number');
  requireKnown('compute.maxCapacity', options.maxCapacity, 'write a number');
  requireIntegerWithin('compute.minCapacity', minCapacity, 1, 1000, 'leave it out for 2');
  requireIntegerWithin('compute.maxCapacity', maxCapacity, 1, 5000, 'leave it out for twice `compute.minCapacity`');
  if (minCapacity > maxCapacity) {
    throw misuse('compute.minCapacity', `must not be greater than \`compute.maxCapacity\` (${maxCapacity})`, minCapacity,
      'raise `compute.maxCapacity`');
  }
  const { targetCpuPercent, targetRequestsPerMinute, spotPercentage, onDemandBaseCapacity } = options;
  if (targetCpuPercent !== undefined) requireIntegerWithin('compute.targetCpuPercent', targetCpuPercent, 10, 90, 'leave it out for 60');
  if (targetRequestsPerMinute !== undefined) {
    requireIntegerWithin('compute.targetRequestsPerMinute', targetRequestsPerMinute, 1, 10_000_000, 'measure what one task serves in a minute');
  }
  if (spotPercentage !== undefined) requireIntegerWithin('compute.spotPercentage', spotPercentage, 0, 100, 'leave it out for none');
  if (onDemandBaseCapacity !== undefined) {
    requireIntegerWithin('compute.onDemandBaseCapacity', onDemandBaseCapacity, 0, minCapacity, 'leave it out for none');
  }
}

function requireImage({ command, baseImage, dockerfile, keptImages }: FargateOptions): void {
  if (command?.length === 0 || command?.[0]?.trim() === '' || command?.some((argument) => argument === '' || argument.includes('\0'))) {
    throw misuse('compute.command', 'must be a program and its arguments', command, 'write `[\'node\', \'dist/main.js\']`, for example');
  }
  if (dockerfile === undefined && command === undefined) {
    throw misuse('compute.command', 'must be set if there is no `compute.dockerfile`, so that the container knows what to start', command,
      'write `[\'node\', \'dist/main.js\']`, for example');
  }
  if (dockerfile !== undefined && baseImage !== undefined) {
    throw misuse('compute.baseImage', 'must not be set together with `compute.dockerfile`, which names its own', baseImage, 'leave out one of them');
  }
  if (dockerfile !== undefined) {
    requirePattern('compute.dockerfile', dockerfile, /^(?!\/)(?!.*(^|\/)\.\.(\/|$))[\w./-]+$/, 'must be a path in the repository',
      'write `Dockerfile`, for example');
  }
  if (keptImages !== undefined) requireIntegerWithin('compute.keptImages', keptImages, 10, 10_000, 'leave it out for 200');
}

function requireContainer({ user, executeCommand, writableRootFileSystem }: FargateOptions): void {
  if (user !== undefined) {
    requirePattern('compute.user', user, /^[1-9]\d{0,9}(:[1-9]\d{0,9})?$/, 'must be the number of a user that is not root, with or without a group',
      'leave it out for 10001:10001');
    if (!Token.isUnresolved(user) && user.split(':').some((id) => Number(id) > LARGEST_ID)) {
      throw misuse('compute.user', `must have numbers up to ${LARGEST_ID}, which is what container runtimes know`, user,
        'leave it out for 10001:10001');
    }
  }
  if (executeCommand && !writableRootFileSystem) {
    throw misuse('compute.executeCommand',
      'must be set together with `writableRootFileSystem`: the agent of Systems Manager writes to the root file system',
      executeCommand, 'add `writableRootFileSystem: true`');
  }
}

/**
 * Refuses a rolling deployment that can neither start a task nor stop one.
 *
 * @see https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-type-ecs.html
 */
export function requireRoom({ _minHealthyPercent: minHealthy, _maxPercent: maximum, _shiftsTraffic }: EcsDeployment, tasks: number): void {
  // Amazon ECS rounds the maximum down, and the minimum up.
  const isStuck = Math.floor(tasks * maximum / 100) === tasks && Math.ceil(tasks * minHealthy / 100) === tasks;
  if (_shiftsTraffic || !isStuck) return;
  throw misuse('compute.deployment.maxPercent', `must allow a task more than \`compute.minCapacity\` (${tasks}), or none could be replaced`, maximum,
    `write at least ${Math.ceil((tasks + 1) * 100 / tasks)}, or lower \`minHealthyPercent\``);
}
