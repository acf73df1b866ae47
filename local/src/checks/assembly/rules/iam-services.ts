import { booleanAt, listAt, objectAt, stringAt } from '../../../assembly/json';
import { allows, holdersOf, permissionsOf } from '../iam-view';
import { resourceRule, type Rule, type ResourceProblem, type Subject } from '../rule';
import type { Node } from '../template-graph';

const LOG_WRITING = ['logs:CreateLogStream', 'logs:PutLogEvents'];

/** What a service does with the role that a resource gives it. */
const NEEDS: Readonly<Record<string, { readonly role: string; readonly permissions: (node: Node) => readonly string[] }>> = {
  'AWS::CodeBuild::Project': {
    role: 'ServiceRole',
    permissions: ({ properties }) => (stringAt(properties, 'LogsConfig', 'CloudWatchLogs', 'Status') === 'DISABLED' ? [] : LOG_WRITING),
  },
  'AWS::EC2::FlowLog': { role: 'DeliverLogsPermissionArn', permissions: () => LOG_WRITING },
  'AWS::CodeDeploy::DeploymentGroup': { role: 'ServiceRoleArn', permissions: deploymentPermissions },
};

/** Roles that allow a service to fulfil the resource's purpose. */
export const IAM_SERVICE_RULES: readonly Rule[] = [
  resourceRule('iam.service-permission', Object.keys(NEEDS), servicePermission),
];

function* servicePermission(node: Node, { graph }: Subject): Iterable<ResourceProblem> {
  const { role: property, permissions: needed } = NEEDS[node.type];
  const role = graph.follow(node.properties[property], 'AWS::IAM::Role');
  const permissions = role && permissionsOf(graph, role);
  if (!role || !permissions?.complete) return;
  for (const permission of needed(node)) {
    if (allows(permissions, permission)) continue;
    yield {
      logicalId: role.logicalId,
      message: `the role of ${node.logicalId} must be allowed ${permission}`,
      fix: `add it to ${holdersOf(permissions, role)}`,
    };
  }
}

/** Permissions of AWSCodeDeployRole that deployments to an Auto Scaling group require. */
function deploymentPermissions({ properties }: Node): readonly string[] {
  if (stringAt(properties, 'DeploymentConfigName')?.startsWith('CodeDeployDefault.Lambda')) return ['lambda:GetAlias', 'lambda:UpdateAlias'];
  const fleet = listAt(properties, 'AutoScalingGroups').length > 0;
  const watched =
    booleanAt(properties, 'AlarmConfiguration', 'Enabled') !== false &&
    booleanAt(properties, 'AlarmConfiguration', 'IgnorePollAlarmFailure') !== true &&
    listAt(properties, 'AlarmConfiguration', 'Alarms').length > 0;
  const balanced = objectAt(properties, 'LoadBalancerInfo') !== undefined;
  return [
    'ec2:DescribeInstances',
    ...(watched ? ['cloudwatch:DescribeAlarms'] : []),
    ...(fleet
      ? [
        'autoscaling:CompleteLifecycleAction',
        'autoscaling:DeleteLifecycleHook',
        'autoscaling:DescribeAutoScalingGroups',
        'autoscaling:DescribeLifecycleHooks',
        'autoscaling:PutLifecycleHook',
        'autoscaling:RecordLifecycleActionHeartbeat',
      ]
      : []),
    ...(balanced
      ? [
        'elasticloadbalancing:DeregisterTargets',
        'elasticloadbalancing:DescribeTargetGroups',
        'elasticloadbalancing:DescribeTargetHealth',
        'elasticloadbalancing:RegisterTargets',
      ]
      : []),
  ];
}
