import { LocalService, type ServiceOptions } from './local-service';
import { readService, SERVICE, TASK_DEFINITION, type EcsServiceSettings } from './service-settings';
import { readAlarms, type AlarmSettings } from '../alarms/alarm-settings';
import type { ResourceKind } from '../shape/resource';

export interface EcsSettings {
  readonly service: EcsServiceSettings;
  readonly alarms: readonly AlarmSettings[];
}

/** Tasks of a service of Amazon ECS, which it deploys to by itself. */
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
          // The image of a Dockerfile has a folder of its own.
          ...service.task.workingDirectory === undefined ? [] : [
            'the runtime of this machine stands in for the base image of tasks: a task has the files of this machine and, read-only, '
              + 'those of the revision',
          ],
          ...options.shortened === 1 ? [] : [`waits of deployments are ${options.shortened} times shorter than the template says (--shorten-waits)`],
        ],
        logicalIds: [...logicalIds, ...alarms.map(({ logicalId }) => logicalId)],
      }];
    },
    open: (context) => new LocalService(context, options),
  };
}
