import { at, listAt, type Json } from '../../../assembly/json';
import { textOf } from '../../../assembly/text';
import { actionName, actionsOf, PIPELINE, type ActionView } from '../action-view';
import { covers } from '../covered-resource';
import { allows, holdersOf, permissionsOf } from '../iam-view';
import { namesParameter } from '../resource-policies';
import { resourceRule, type Rule, type ResourceProblem, type Subject } from '../rule';
import type { Node } from '../template-graph';

const ROLE = 'AWS::IAM::Role';

const STACK_PERMISSIONS: Readonly<Record<string, string | undefined>> = {
  CHANGE_SET_REPLACE: 'cloudformation:CreateChangeSet',
  CHANGE_SET_EXECUTE: 'cloudformation:ExecuteChangeSet',
  CREATE_UPDATE: 'cloudformation:UpdateStack',
};

interface Need {
  readonly permission: string;
  /** What the permission must cover, as named in the action's configuration. */
  readonly value: Json | undefined;
  readonly what: string;
}

/** What a service does to other resources with the role that a resource gives it. */
const SERVICE_NEEDS: Readonly<Record<string, { readonly role: string; readonly needs: (node: Node) => readonly Need[] }>> = {
  'AWS::CodeBuild::Project': {
    role: 'ServiceRole',
    needs: ({ properties }) => [writesTo(at(properties, 'LogsConfig', 'CloudWatchLogs', 'GroupName'))],
  },
  'AWS::EC2::FlowLog': { role: 'DeliverLogsPermissionArn', needs: ({ properties }) => [writesTo(properties.LogGroupName)] },
  'AWS::Lambda::Function': { role: 'Role', needs: ({ properties }) => [writesTo(at(properties, 'LoggingConfig', 'LogGroup'))] },
  'AWS::CodeDeploy::DeploymentGroup': {
    role: 'ServiceRoleArn',
    needs: ({ properties }) =>
      listAt(properties, 'LoadBalancerInfo', 'TargetGroupInfoList').map((target) => ({
        permission: 'elasticloadbalancing:DeregisterTargets',
        value: at(target, 'Name'),
        what: 'its target group',
      })),
  },
};

/** Roles that have the right permission on the right resource: a permission for another stack, project or topic does not help. */
export const IAM_RESOURCE_RULES: readonly Rule[] = [
  resourceRule('iam.action-resource', PIPELINE, actionResource),
  resourceRule('iam.service-resource', Object.keys(SERVICE_NEEDS), serviceResource),
];

function* actionResource(pipeline: Node, { graph }: Subject): Iterable<ResourceProblem> {
  for (const action of actionsOf(pipeline)) {
    const own = at(action.raw, 'RoleArn');
    const role = graph.follow(own === undefined ? pipeline.properties.RoleArn : own, ROLE);
    const need = needOf(action);
    if (!role || !need || need.value === undefined || graph.isOpen(need.value)) continue;
    const permissions = permissionsOf(graph, role);
    if (!permissions.complete || !allows(permissions, need.permission)) continue;
    if (allows(permissions, need.permission, (resource) => covers(resource, need.value) || namesParameter(graph, resource))) continue;
    yield {
      logicalId: role.logicalId,
      path: action.path,
      message: `the role of ${actionName(action)} is allowed ${need.permission}, but not on ${need.what}`,
      value: need.value,
      fix: `name ${need.what} in Resource of ${holdersOf(permissions, role)}`,
    };
  }
}

function* serviceResource(node: Node, { graph }: Subject): Iterable<ResourceProblem> {
  const { role: property, needs } = SERVICE_NEEDS[node.type];
  const role = graph.follow(node.properties[property], ROLE);
  const permissions = role && permissionsOf(graph, role);
  if (!role || !permissions?.complete) return;
  for (const { permission, value, what } of needs(node)) {
    if (!graph.follow(value) || allows(permissions, permission, (resource) => covers(resource, value) || namesParameter(graph, resource))) continue;
    yield {
      logicalId: role.logicalId,
      message: `the role of ${node.logicalId} must be allowed ${permission} on ${what}`,
      value,
      fix: `add it to ${holdersOf(permissions, role)}`,
    };
  }
}

function writesTo(logGroup: Json | undefined): Need {
  return { permission: 'logs:PutLogEvents', value: logGroup, what: 'its log group' };
}

function needOf({ provider, configuration }: ActionView): Need | undefined {
  switch (provider) {
    case 'CodeBuild':
      return { permission: 'codebuild:StartBuild', value: configuration.ProjectName, what: 'its project' };
    case 'CodeDeploy':
      return { permission: 'codedeploy:CreateDeployment', value: configuration.ApplicationName, what: 'its application' };
    case 'Lambda':
      return { permission: 'lambda:InvokeFunction', value: configuration.FunctionName, what: 'its function' };
    case 'StepFunctions':
      return { permission: 'states:StartExecution', value: configuration.StateMachineArn, what: 'its state machine' };
    case 'CodeStarSourceConnection':
      return {
        permission: `${/codestar-connections/.test(textOf(configuration.ConnectionArn)) ? 'codestar-connections' : 'codeconnections'}:UseConnection`,
        value: configuration.ConnectionArn,
        what: 'its connection',
      };
    case 'Manual':
      return { permission: 'sns:Publish', value: configuration.NotificationArn, what: 'its topic' };
    case 'CloudFormation':
      return {
        permission: STACK_PERMISSIONS[textOf(configuration.ActionMode)] ?? 'cloudformation:DescribeStacks',
        value: configuration.StackName,
        what: 'its stack',
      };
    default:
      return undefined;
  }
}
