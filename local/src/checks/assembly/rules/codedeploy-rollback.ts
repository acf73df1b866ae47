import { at, booleanAt, listAt, objectAt } from '../../../assembly/json';
import { SERVERLESS_APPLICATION } from '../../../assembly/serverless';
import { textOf } from '../../../assembly/text';
import { type ResourceProblem, resourceRule, type Rule, type Subject } from '../rule';
import type { Node } from '../template-graph';

const GROUP = 'AWS::CodeDeploy::DeploymentGroup';

/** Rollbacks of a deployment group. */
export const CODEDEPLOY_ROLLBACK_RULES: readonly Rule[] = [
  resourceRule('codedeploy.rollback', GROUP, codedeployRollback, 'warning'),
  resourceRule('codedeploy.alarms', GROUP, codedeployAlarms),
];

function* codedeployRollback({ properties }: Node): Iterable<ResourceProblem> {
  const rollback = objectAt(properties, 'AutoRollbackConfiguration');
  const events = listAt(rollback, 'Events').map(textOf);
  const enabled = booleanAt(rollback, 'Enabled') === true;
  if (!enabled) {
    yield {
      path: 'Properties.AutoRollbackConfiguration',
      message: 'a failed deployment must roll back',
      value: at(rollback, 'Enabled'),
      fix: 'enable it with DEPLOYMENT_FAILURE',
    };
    return;
  }
  if (!events.includes('DEPLOYMENT_FAILURE')) {
    yield {
      path: 'Properties.AutoRollbackConfiguration.Events',
      message: 'a failed deployment must roll back',
      value: events.join(', '),
      fix: 'add DEPLOYMENT_FAILURE',
    };
  }
  const alarms = listAt(properties, 'AlarmConfiguration', 'Alarms');
  const watches = alarms.length > 0 && booleanAt(properties, 'AlarmConfiguration', 'Enabled') !== false;
  // AWS SAM always writes the event, also without alarms, and leaves no choice.
  const isServerless = at(properties, 'ApplicationName', 'Ref') === SERVERLESS_APPLICATION;
  if (events.includes('DEPLOYMENT_STOP_ON_ALARM') && !watches && !isServerless) {
    yield {
      path: 'Properties.AlarmConfiguration',
      message: 'a deployment that rolls back on an alarm must have one',
      fix: 'name alarms and enable them, or remove DEPLOYMENT_STOP_ON_ALARM',
    };
  }
}

function* codedeployAlarms({ properties }: Node, { graph }: Subject): Iterable<ResourceProblem> {
  const enabled = booleanAt(properties, 'AlarmConfiguration', 'Enabled');
  const alarms = listAt(properties, 'AlarmConfiguration', 'Alarms');
  if (enabled === true && alarms.length === 0) {
    yield {
      path: 'Properties.AlarmConfiguration.Alarms',
      message: 'an enabled alarm configuration must have alarms',
      fix: 'name alarms, or disable it',
    };
  }
  if (alarms.length > 10) {
    yield {
      path: 'Properties.AlarmConfiguration.Alarms',
      message: 'a deployment group may have at most ten alarms',
      value: alarms.length,
      fix: 'combine alarms',
    };
  }
  if (enabled !== true && alarms.length > 0 && typeof at(properties, 'AlarmConfiguration', 'Enabled') !== 'object') {
    yield {
      path: 'Properties.AlarmConfiguration.Enabled',
      message: 'the alarms are ignored',
      value: at(properties, 'AlarmConfiguration', 'Enabled'),
      fix: 'set it to true',
    };
  }
  const names = alarms.map((alarm) => textOf(at(alarm, 'Name')));
  const twice = names.find((name, index) => name !== '' && names.indexOf(name) !== index);
  if (twice !== undefined) {
    yield {
      path: 'Properties.AlarmConfiguration.Alarms',
      message: 'an alarm is listed twice',
      value: twice,
      fix: 'remove one of them',
    };
  }
  for (const [index, alarm] of alarms.entries()) {
    const node = graph.follow(at(alarm, 'Name'));
    if (at(alarm, 'Name') === undefined) {
      yield {
        path: `Properties.AlarmConfiguration.Alarms[${index}].Name`,
        message: 'an alarm must be named',
        fix: 'use Ref of the alarm',
      };
    }
    if (node && !node.type.startsWith('AWS::CloudWatch::')) {
      yield {
        path: `Properties.AlarmConfiguration.Alarms[${index}].Name`,
        message: `must be an alarm, and ${node.logicalId} is a ${node.type}`,
        value: at(alarm, 'Name'),
        fix: 'name an alarm',
      };
    }
    if (node && textOf(at(alarm, 'Name')).endsWith('.Arn}')) {
      yield {
        path: `Properties.AlarmConfiguration.Alarms[${index}].Name`,
        message: 'must be the name of the alarm, not its ARN',
        value: at(alarm, 'Name'),
        fix: 'use Ref',
      };
    }
  }
}
