import type { EcsSettings } from './ecs-settings';
import { LocalService, type ServiceOptions } from './local-service';
import { readService, SERVICE, TASK_DEFINITION } from './service-settings';
import { readAlarms } from '../alarms/alarm-settings';
import type { ResourceKind } from '../shape/resource';

/** Tasks of an Amazon ECS service with ECS's own deployments. */
export function ecsKind(options: ServiceOptions): ResourceKind<EcsSettings> {
  return {
    name: 'ecs',
    role: 'compute',
    types: [SERVICE, TASK_DEFINITION],
    read(stack) {
      const { settings: service, logicalIds } = readService(stack);
      const alarms = readAlarms(stack);
      return [{
        id: this.name,
        settings: { service, alarms },
        imitatedOtherwise: [
          // Images built from a Dockerfile set their own working directory.
          ...service.task.workingDirectory === undefined ? [] : [
            'the runtime on this machine stands in for the base image: a task sees the files of this machine and, read-only, '
              + 'the files of the revision',
          ],
          ...options.shortened === 1 ? [] : [`waits are ${options.shortened} times shorter than in the template (--shorten-waits)`],
        ],
        logicalIds: [...logicalIds, ...alarms.map(({ logicalId }) => logicalId)],
      }];
    },
    open: (context) => new LocalService(context, options),
  };
}
