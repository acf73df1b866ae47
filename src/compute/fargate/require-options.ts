import { Token } from 'aws-cdk-lib';
import type { EcsDeployment } from './ecs-deployment';
import type { FargateOptions } from './fargate-options';
import { misuse, requireIntegerWithin, requirePattern } from '../../core/misuse';
import { requireFewGroups } from '../more-security-groups';

/** Of users and groups of a container. */
const LARGEST_ID = 2 ** 31 - 1;

/** Rejects what Amazon ECS would refuse or could not run. */
export function requireFargateOptions(options: FargateOptions): void {
  requireImage(options);
  requireContainer(options);
  requireFewGroups(options.securityGroups);
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
