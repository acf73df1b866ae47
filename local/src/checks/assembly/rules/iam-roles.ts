import { at, listAt, type Json } from '../../../assembly/json';
import { textOf } from '../../../assembly/text';
import { DEPLOYMENT_PERMISSIONS } from '../action-types';
import { actionName, actionsOf, PIPELINE, type ActionView } from '../action-view';
import { artifactBucketOf, artifactBucketOfAction, coversKey, coversObjects, type ArtifactBucket } from '../artifact-bucket';
import { allows, holdersOf, permissionsOf, trustedPrincipals } from '../iam-view';
import { destinationsOf, INGESTION, ingestionRoles, STREAM } from '../log-delivery-view';
import { letsIn, namesParameter } from '../resource-policies';
import { resourceRule, type Problem, type Rule, type ResourceProblem, type Subject } from '../rule';
import type { Node, TemplateGraph } from '../template-graph';

const ROLE = 'AWS::IAM::Role';

/** Which service assumes the role of which resource. */
const TRUSTED_BY: readonly (readonly [type: string, service: string, ...path: readonly string[]])[] = [
  [PIPELINE, 'codepipeline.amazonaws.com', 'RoleArn'],
  ['AWS::CodeBuild::Project', 'codebuild.amazonaws.com', 'ServiceRole'],
  ['AWS::CodeDeploy::DeploymentGroup', 'codedeploy.amazonaws.com', 'ServiceRoleArn'],
  ['AWS::Lambda::Function', 'lambda.amazonaws.com', 'Role'],
  ['AWS::EC2::FlowLog', 'vpc-flow-logs.amazonaws.com', 'DeliverLogsPermissionArn'],
  ['AWS::StepFunctions::StateMachine', 'states.amazonaws.com', 'RoleArn'],
  ['AWS::Scheduler::Schedule', 'scheduler.amazonaws.com', 'Target', 'RoleArn'],
  ['AWS::ECS::TaskDefinition', 'ecs-tasks.amazonaws.com', 'TaskRoleArn'],
  ['AWS::ECS::TaskDefinition', 'ecs-tasks.amazonaws.com', 'ExecutionRoleArn'],
  ['AWS::Logs::SubscriptionFilter', 'logs.amazonaws.com', 'RoleArn'],
];

const MODE_PERMISSIONS: Readonly<Record<string, readonly string[]>> = {
  CHANGE_SET_REPLACE: [
    'cloudformation:CreateChangeSet',
    'cloudformation:DeleteChangeSet',
    'cloudformation:DescribeChangeSet',
    'cloudformation:DescribeStacks',
  ],
  CHANGE_SET_EXECUTE: ['cloudformation:ExecuteChangeSet', 'cloudformation:DescribeChangeSet', 'cloudformation:DescribeStacks'],
  CREATE_UPDATE: ['cloudformation:CreateStack', 'cloudformation:UpdateStack', 'cloudformation:DescribeStacks'],
};

/** Roles that can do what the pipeline requires. */
export const IAM_ROLE_RULES: readonly Rule[] = [
  { id: 'iam.trusted-service', severity: 'error', check: trustedService },
  resourceRule('iam.role-reference', [PIPELINE, 'AWS::CodeBuild::Project', 'AWS::CodeDeploy::DeploymentGroup'], roleReference),
  resourceRule('iam.pipeline-role-assumes', PIPELINE, pipelineRoleAssumes),
  resourceRule('iam.action-permission', PIPELINE, actionPermission),
  resourceRule('iam.artifact-bucket', [PIPELINE, 'AWS::CodeBuild::Project'], artifactBucket),
];

function* trustedService({ graph }: Subject): Iterable<Problem> {
  for (const [type, service, ...path] of TRUSTED_BY) {
    for (const node of graph.ofType(type)) yield* untrusted(graph.follow(at(node.properties, ...path)), service, node);
  }
  for (const profile of graph.ofType('AWS::IAM::InstanceProfile')) {
    for (const role of listAt(profile.properties, 'Roles')) yield* untrusted(graph.follow(role), 'ec2.amazonaws.com', profile);
  }
  for (const rule of graph.ofType('AWS::Events::Rule')) {
    for (const target of listAt(rule.properties, 'Targets')) yield* untrusted(graph.follow(at(target, 'RoleArn')), 'events.amazonaws.com', rule);
  }
  for (const stream of graph.ofType(STREAM)) {
    for (const [, destination] of destinationsOf(stream)) yield* untrusted(graph.follow(destination.RoleARN), 'firehose.amazonaws.com', stream);
  }
  for (const ingestion of graph.ofType(INGESTION)) {
    for (const role of ingestionRoles(graph, ingestion)) yield* untrusted(role, 'osis-pipelines.amazonaws.com', ingestion);
  }
  for (const pipeline of graph.ofType(PIPELINE)) {
    for (const action of actionsOf(pipeline)) {
      const role = graph.follow(action.configuration.RoleArn);
      if (action.provider === 'CloudFormation') yield* untrusted(role, 'cloudformation.amazonaws.com', pipeline);
    }
  }
}

function* roleReference({ properties }: Node, { graph }: Subject): Iterable<ResourceProblem> {
  for (const key of ['RoleArn', 'ServiceRole', 'ServiceRoleArn']) {
    const node = graph.follow(properties[key]);
    const literal = graph.literal(properties[key]);
    // CodeBuild accepts a role name, too.
    const named = key === 'ServiceRole';
    if (literal !== undefined && !named && !/^(arn:|\{\{resolve:)/.test(String(literal))) {
      yield {
        path: `Properties.${key}`,
        message: 'must be the ARN of a role',
        value: literal,
        fix: 'use Fn::GetAtt with Arn',
      };
    }
    if (node && node.type !== ROLE) {
      yield {
        path: `Properties.${key}`,
        message: `must be the ARN of a role, and ${node.logicalId} is a ${node.type}`,
        value: properties[key],
        fix: 'name a role',
      };
    }
    if (node && !named && 'Ref' in (properties[key] as object)) {
      yield {
        path: `Properties.${key}`,
        message: 'Ref of a role is its name, not its ARN',
        value: properties[key],
        fix: 'use Fn::GetAtt with Arn',
      };
    }
  }
}

function* pipelineRoleAssumes(pipeline: Node, { graph }: Subject): Iterable<ResourceProblem> {
  const own = graph.follow(pipeline.properties.RoleArn, ROLE);
  if (!own) return;
  const permissions = permissionsOf(graph, own);
  for (const action of actionsOf(pipeline)) {
    const role = graph.follow(at(action.raw, 'RoleArn'), ROLE);
    if (!role || !permissions.complete) continue;
    const arn = `\${${role.logicalId}.Arn}`;
    if (
      !allows(permissions, 'sts:AssumeRole', (resource) => resource === arn || resource === '*' || resource.includes(`\${${role.logicalId}}`))
    ) {
      yield {
        logicalId: own.logicalId,
        path: `${action.path}.RoleArn`,
        message: `the pipeline's role is not allowed to assume ${role.logicalId}, the role of ${actionName(action)}`,
        fix: `allow it sts:AssumeRole on that role in ${holdersOf(permissions, own)}`,
      };
    }
    if (
      !trustedPrincipals(role).some(
        (principal) =>
          principal.includes(own.logicalId) || namesParameter(graph, principal)
          || principal.includes(':root') || principal.includes('AccountId') || /^\d{12}$/.test(principal),
      )
    ) {
      yield {
        logicalId: role.logicalId,
        path: 'Properties.AssumeRolePolicyDocument',
        message: `the role of ${actionName(action)} does not trust the pipeline's role`,
        value: trustedPrincipals(role).join(', '),
        fix: `trust ${own.logicalId}`,
      };
    }
  }
}

function* actionPermission(pipeline: Node, { graph }: Subject): Iterable<ResourceProblem> {
  for (const action of actionsOf(pipeline)) {
    const role = actionRole(graph, pipeline, action);
    if (!role) continue;
    const permissions = permissionsOf(graph, role);
    if (!permissions.complete) continue;
    for (const permission of permissionsFor(action, graph)) {
      if (allows(permissions, permission)) continue;
      yield {
        logicalId: role.logicalId,
        path: action.path,
        message: `the role of ${actionName(action)} must be allowed ${permission}`,
        fix: `add it to ${holdersOf(permissions, role)}`,
      };
    }
  }
}

function* artifactBucket(node: Node, { graph }: Subject): Iterable<ResourceProblem> {
  const pipelines = node.type === PIPELINE ? [node] : graph.ofType(PIPELINE);
  for (const pipeline of pipelines) {
    const needs = node.type === PIPELINE ? actionNeeds(graph, pipeline) : projectNeeds(graph, pipeline, node);
    for (const [role, permissions, whose, bucket] of needs) {
      if (bucket) yield* withoutBucket(graph, { role, permissions, whose, bucket });
    }
  }
}

function* untrusted(role: Node | undefined, service: string, user: Node): Iterable<Problem> {
  if (role?.type !== ROLE || role.properties.AssumeRolePolicyDocument === undefined) return;
  const trusted = trustedPrincipals(role);
  // Principals that are not known here (a token, a list from a function) cannot be checked.
  if (trusted.length === 0 || trusted.some((principal) => isService(principal, service) || principal === '*' || principal.includes('{'))) return;
  yield {
    logicalId: role.logicalId,
    path: 'Properties.AssumeRolePolicyDocument',
    message: `must trust ${service}, because ${user.logicalId} uses the role`,
    value: trusted.join(', '),
    fix: `name ${service} as the principal`,
  };
}

/** `states.eu-west-1.amazonaws.com` is the same service in one region. */
function isService(principal: string, service: string): boolean {
  return principal.replace(/^([\w-]+)\.[a-z]{2}-[a-z-]+-\d\.(?=amazonaws\.com)/, '$1.') === service;
}

function actionRole(graph: TemplateGraph, pipeline: Node, { raw }: ActionView): Node | undefined {
  const own = at(raw, 'RoleArn');
  return graph.follow(own === undefined ? pipeline.properties.RoleArn : own, ROLE);
}

function permissionsFor(action: ActionView, graph: TemplateGraph): readonly string[] {
  const { provider, configuration } = action;
  switch (provider) {
    case 'CodeBuild':
      return ['codebuild:StartBuild', 'codebuild:BatchGetBuilds'];
    case 'CodeDeploy':
      return DEPLOYMENT_PERMISSIONS;
    case 'CodeCommit':
      return ['codecommit:GetBranch', 'codecommit:GetCommit', 'codecommit:UploadArchive', 'codecommit:GetUploadArchiveStatus'];
    case 'CodeStarSourceConnection':
      return [`${connectionService(configuration.ConnectionArn, graph)}:UseConnection`];
    case 'Manual':
      return configuration.NotificationArn === undefined ? [] : ['sns:Publish'];
    case 'Lambda':
      return action.category === 'Invoke' ? ['lambda:InvokeFunction'] : [];
    case 'StepFunctions':
      return ['states:StartExecution', 'states:DescribeExecution', 'states:DescribeStateMachine'];
    case 'S3':
      return action.category === 'Source' ? ['s3:GetObject', 's3:GetBucketVersioning'] : [];
    case 'CloudFormation': {
      const mode = textOf(configuration.ActionMode);
      return [
        ...(Object.hasOwn(MODE_PERMISSIONS, mode) ? MODE_PERMISSIONS[mode] : []),
        ...(configuration.RoleArn === undefined ? [] : ['iam:PassRole']),
      ];
    }
    default:
      return [];
  }
}

/** New connections have ARNs of `codeconnections`, older ones of `codestar-connections`; each needs its own permission. */
function connectionService(arn: Json | undefined, graph: TemplateGraph): string {
  const node = graph.follow(arn);
  if (node) return node.type === 'AWS::CodeStarConnections::Connection' ? 'codestar-connections' : 'codeconnections';
  return textOf(arn).includes(':codestar-connections:') ? 'codestar-connections' : 'codeconnections';
}

type Need = readonly [role: Node, permissions: readonly string[], whose: string, bucket: ArtifactBucket | undefined];

function actionNeeds(graph: TemplateGraph, pipeline: Node): Need[] {
  const needs = actionsOf(pipeline).flatMap((action): Need[] => {
    const role = actionRole(graph, pipeline, action);
    // CodeBuild uses the project's role for artifacts.
    if (!role || action.provider === 'CodeBuild') return [];
    const permissions = [...(action.inputs.length > 0 ? ['s3:GetObject'] : []), ...(action.outputs.length > 0 ? ['s3:PutObject'] : [])];
    return permissions.length > 0
      ? [[role, permissions, `the role of ${actionName(action)}`, artifactBucketOfAction(graph, pipeline, action)]]
      : [];
  });
  const own = graph.follow(pipeline.properties.RoleArn, ROLE);
  return own ? [...needs, [own, ['s3:GetObject', 's3:PutObject'], "the pipeline's role", artifactBucketOf(graph, pipeline)]] : needs;
}

function projectNeeds(graph: TemplateGraph, pipeline: Node, project: Node): Need[] {
  const role = graph.follow(project.properties.ServiceRole, ROLE);
  const actions = actionsOf(pipeline).filter(
    ({ configuration }) => graph.named(configuration.ProjectName, 'AWS::CodeBuild::Project', 'Name') === project,
  );
  if (!role || actions.length === 0) return [];
  const writes = actions.some(({ outputs }) => outputs.length > 0);
  return [[role, ['s3:GetObject', ...(writes ? ['s3:PutObject'] : [])], 'the role of the build', artifactBucketOf(graph, pipeline)]];
}

interface BucketNeed {
  readonly role: Node;
  readonly permissions: readonly string[];
  readonly whose: string;
  readonly bucket: ArtifactBucket;
}

function* withoutBucket(graph: TemplateGraph, { role, permissions, whose, bucket }: BucketNeed): Iterable<Problem> {
  const given = permissionsOf(graph, role);
  if (!given.complete) return;
  const may = (target: Node | undefined, permission: string, isResource: (resource: string) => boolean): boolean =>
    allows(given, permission, isResource) || letsIn(graph, target, { role, permission, isResource });
  for (const permission of permissions) {
    if (!may(bucket.node, permission, coversObjects(bucket))) {
      yield {
        logicalId: role.logicalId,
        message: `${whose} must be allowed ${permission} on the artifact bucket`,
        value: bucket.names[0],
        fix: `add it to ${holdersOf(given, role)}`,
      };
    }
  }
  for (const key of bucket.keyTexts) {
    if (!may(graph.mentioned({ 'Fn::Sub': key })[0], 'kms:Decrypt', coversKey(key))) {
      yield {
        logicalId: role.logicalId,
        message: `${whose} must be allowed kms:Decrypt with the artifact bucket's key`,
        value: key,
        fix: `add it to ${holdersOf(given, role)}`,
      };
    }
  }
}
