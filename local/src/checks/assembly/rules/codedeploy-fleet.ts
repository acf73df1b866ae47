import { at, booleanAt, listAt, objectAt, stringAt } from '../../../assembly/json';
import { textOf } from '../../../assembly/text';
import { resourceRule, type Rule } from '../rule';
import type { Node, TemplateGraph } from '../template-graph';

const GROUP = 'AWS::CodeDeploy::DeploymentGroup';
const FLEET = 'AWS::AutoScaling::AutoScalingGroup';
const TARGETS = 'AWS::ElasticLoadBalancingV2::TargetGroup';

const ROLLBACK_EVENTS = ['DEPLOYMENT_FAILURE', 'DEPLOYMENT_STOP_ON_ALARM', 'DEPLOYMENT_STOP_ON_REQUEST'];

/** What deployment groups deploy to, and what stops them. */
export const CODEDEPLOY_FLEET_RULES: readonly Rule[] = [
  resourceRule('codedeploy.fleet', GROUP, function* (group, { graph }) {
    if (platformOf(graph, group) !== 'Server') return;
    const groups = listAt(group.properties, 'AutoScalingGroups');
    const filters = ['Ec2TagFilters', 'Ec2TagSet', 'OnPremisesInstanceTagFilters', 'OnPremisesTagSet'].some(
      (key) => group.properties[key] !== undefined,
    );
    if (groups.length === 0 && !filters) {
      yield {
        path: 'Properties.AutoScalingGroups',
        message: 'a deployment group must have instances',
        fix: 'name an Auto Scaling group',
      };
    }
    for (const [index, reference] of groups.entries()) {
      const node = graph.named(reference, FLEET, 'AutoScalingGroupName');
      if (node || (graph.follow(reference) === undefined && typeof reference !== 'string')) continue;
      if (typeof reference === 'string' && graph.ofType(FLEET).length === 0) continue;
      yield {
        path: `Properties.AutoScalingGroups[${index}]`,
        message: 'must be an Auto Scaling group of the template',
        value: reference,
        fix: `refer to one of ${graph
          .ofType(FLEET)
          .map(({ logicalId }) => logicalId)
          .join(', ')}`,
        severity: 'warning',
      };
    }
  }),

  {
    id: 'codedeploy.one-group-per-fleet',
    severity: 'error',
    *check({ graph }) {
      const seen = new Map<Node, Node>();
      for (const group of graph.ofType(GROUP)) {
        for (const fleet of fleetsOf(graph, group)) {
          const other = seen.get(fleet);
          if (other) {
            yield {
              logicalId: group.logicalId,
              path: 'Properties.AutoScalingGroups',
              message: `an Auto Scaling group must have one deployment group, and ${other.logicalId} deploys to ${fleet.logicalId} too`,
              fix: 'remove it from one of them',
            };
          }
          seen.set(fleet, group);
        }
      }
    },
  },

  resourceRule('codedeploy.target-group', GROUP, function* (group, { graph }) {
    const fleets = fleetsOf(graph, group);
    for (const [index, info] of listAt(group.properties, 'LoadBalancerInfo', 'TargetGroupInfoList').entries()) {
      const reference = at(info, 'Name');
      const path = `Properties.LoadBalancerInfo.TargetGroupInfoList[${index}].Name`;
      const target = graph.follow(reference);
      if (reference === undefined) yield { path, message: 'a target group must be named', fix: 'use Fn::GetAtt with TargetGroupName' };
      if (target && target.type !== TARGETS) {
        yield {
          path,
          message: `must be the name of a target group, and ${target.logicalId} is a ${target.type}`,
          value: reference,
          fix: 'use Fn::GetAtt with TargetGroupName',
        };
      }
      if (target?.type === TARGETS && (at(reference, 'Ref') !== undefined || textOf(reference).endsWith('Arn}'))) {
        yield {
          path,
          message: 'must be the name of the target group, not its ARN',
          value: reference,
          fix: 'use Fn::GetAtt with TargetGroupName',
        };
      }
      if (typeof reference === 'string' && graph.ofType(TARGETS).length > 0 && !graph.named(reference, TARGETS, 'Name')) {
        yield {
          path,
          message: 'no target group of the template has this name',
          value: reference,
          fix: 'refer to the target group',
          severity: 'warning',
        };
      }
      const elsewhere =
        target?.type === TARGETS
          ? fleets.find((fleet) => !listAt(fleet.properties, 'TargetGroupARNs').some((arn) => graph.follow(arn) === target))
          : undefined;
      if (elsewhere) {
        yield {
          path,
          message: `${elsewhere.logicalId} is not in this target group: traffic would be taken from hosts that have none`,
          value: reference,
          fix: "name the fleet's target group",
        };
      }
    }
  }),

  resourceRule(
    'codedeploy.rollback',
    GROUP,
    function* ({ properties }) {
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
      for (const event of events.filter((each) => !ROLLBACK_EVENTS.includes(each))) {
        yield {
          path: 'Properties.AutoRollbackConfiguration.Events',
          message: `an event must be one of ${ROLLBACK_EVENTS.join(', ')}`,
          value: event,
          fix: 'name one of them',
        };
      }
      const alarms = listAt(properties, 'AlarmConfiguration', 'Alarms');
      const watches = alarms.length > 0 && booleanAt(properties, 'AlarmConfiguration', 'Enabled') !== false;
      if (events.includes('DEPLOYMENT_STOP_ON_ALARM') && !watches) {
        yield {
          path: 'Properties.AlarmConfiguration',
          message: 'a deployment that rolls back on an alarm must have one',
          fix: 'name alarms and enable them, or remove DEPLOYMENT_STOP_ON_ALARM',
        };
      }
    },
    'warning',
  ),

  resourceRule('codedeploy.alarms', GROUP, function* ({ properties }, { graph }) {
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
        message: 'a deployment group may have ten alarms at most',
        value: alarms.length,
        fix: 'combine alarms',
      };
    }
    if (enabled !== true && alarms.length > 0 && typeof at(properties, 'AlarmConfiguration', 'Enabled') !== 'object') {
      yield {
        path: 'Properties.AlarmConfiguration.Enabled',
        message: 'the alarms are not looked at',
        value: at(properties, 'AlarmConfiguration', 'Enabled'),
        fix: 'set it to true',
      };
    }
    const names = alarms.map((alarm) => textOf(at(alarm, 'Name')));
    const twice = names.find((name, index) => name !== '' && names.indexOf(name) !== index);
    if (twice !== undefined) {
      yield {
        path: 'Properties.AlarmConfiguration.Alarms',
        message: 'an alarm must not be named twice',
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
  }),

  resourceRule('codedeploy.outdated-instances', GROUP, function* ({ properties }) {
    const strategy = properties.OutdatedInstancesStrategy;
    if (typeof strategy === 'string' && !['UPDATE', 'IGNORE'].includes(strategy)) {
      yield {
        path: 'Properties.OutdatedInstancesStrategy',
        message: 'must be UPDATE or IGNORE',
        value: strategy,
        fix: 'write UPDATE',
      };
    }
    if (strategy === 'IGNORE') {
      yield {
        path: 'Properties.OutdatedInstancesStrategy',
        message: 'instances that are launched during a deployment would keep the old revision',
        value: strategy,
        fix: 'write UPDATE',
      };
    }
  }),

  resourceRule('codedeploy.role', GROUP, function* ({ properties }) {
    if (properties.ServiceRoleArn === undefined) {
      yield {
        path: 'Properties.ServiceRoleArn',
        message: 'a deployment group must have a role',
        fix: 'name the role that CodeDeploy acts with',
      };
    }
  }),
];

function platformOf(graph: TemplateGraph, { properties }: Node): string {
  const application = graph.named(properties.ApplicationName, 'AWS::CodeDeploy::Application', 'ApplicationName');
  return stringAt(application?.properties, 'ComputePlatform') ?? 'Server';
}

function fleetsOf(graph: TemplateGraph, group: Node): Node[] {
  return listAt(group.properties, 'AutoScalingGroups').flatMap((reference) => graph.named(reference, FLEET, 'AutoScalingGroupName') ?? []);
}
