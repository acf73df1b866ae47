import { listAt, numberAt, objectAt } from '../../../assembly/json';
import { textOf } from '../../../assembly/text';
import { type ResourceProblem, resourceRule, type Rule } from '../rule';
import type { Node } from '../template-graph';

const FLEET = 'AWS::AutoScaling::AutoScalingGroup';

export const ROLLING_UPDATE_RULES: readonly Rule[] = [
  resourceRule('autoscaling.update-policy', FLEET, autoscalingUpdatePolicy),
];

function* autoscalingUpdatePolicy({ updatePolicy, properties }: Node): Iterable<ResourceProblem> {
  const rolling = objectAt(updatePolicy, 'AutoScalingRollingUpdate');
  const [inService, most] = [numberAt(rolling, 'MinInstancesInService'), numberAt(properties, 'MaxSize')];
  if (inService !== undefined && most !== undefined && inService >= most) {
    yield {
      path: 'UpdatePolicy.AutoScalingRollingUpdate.MinInstancesInService',
      message: `must be less than MaxSize (${most}), or no host could be replaced`,
      value: inService,
      fix: 'lower it or raise MaxSize',
    };
  }
  const suspended = listAt(rolling, 'SuspendProcesses')
    .map(textOf)
    .find((process) => ['Launch', 'Terminate'].includes(process));
  if (suspended !== undefined) {
    yield {
      path: 'UpdatePolicy.AutoScalingRollingUpdate.SuspendProcesses',
      message: 'an update cannot replace hosts while this process is suspended',
      value: suspended,
      fix: 'remove it',
      severity: 'warning',
    };
  }
  const preferences = objectAt(updatePolicy, 'AutoScalingInstanceRefresh', 'Preferences');
  const [low, high] = [numberAt(preferences, 'MinHealthyPercentage'), numberAt(preferences, 'MaxHealthyPercentage')];
  if (low !== undefined && (low < 0 || low > 100)) {
    yield {
      path: 'UpdatePolicy.AutoScalingInstanceRefresh.Preferences.MinHealthyPercentage',
      message: 'must be from 0 to 100',
      value: low,
      fix: 'write 100',
    };
  }
  if (high !== undefined && (high < 100 || high > 200)) {
    yield {
      path: 'UpdatePolicy.AutoScalingInstanceRefresh.Preferences.MaxHealthyPercentage',
      message: 'must be from 100 to 200',
      value: high,
      fix: 'write 110',
    };
  }
  if (low !== undefined && high !== undefined && high - low > 100) {
    yield {
      path: 'UpdatePolicy.AutoScalingInstanceRefresh.Preferences',
      message: 'minimum and maximum must not differ by more than 100',
      value: `${low}, ${high}`,
      fix: 'reduce the difference',
    };
  }
}
