import { at, listAt, numberAt, objectAt, stringAt } from '../../../assembly/json';
import { readPipelineMetadata, PIPELINE_METADATA } from '../../../assembly/pipeline-metadata';
import { textOf } from '../../../assembly/text';
import { actionName, actionsOf, PIPELINE } from '../action-view';
import { allows, holdersOf, permissionsOf } from '../iam-view';
import { resourceRule, type Problem, type Rule, type Subject, type ResourceProblem } from '../rule';
import type { Node, TemplateGraph } from '../template-graph';

/** The pipeline and its environments, which are separate stacks. */
export const ENVIRONMENT_RULES: readonly Rule[] = [
  resourceRule('environment.metadata', PIPELINE, environmentMetadata),
  resourceRule('environment.template', PIPELINE, environmentTemplate),
  resourceRule('environment.stage-order', PIPELINE, stageOrder),
  resourceRule('environment.deployment-group', PIPELINE, deploymentGroup),
  resourceRule('environment.application', 'AWS::ElasticLoadBalancingV2::TargetGroup', environmentApplication),
  resourceRule('environment.instance-role', 'AWS::EC2::LaunchTemplate', instanceRole),
];

function* environmentMetadata(pipeline: Node): Iterable<ResourceProblem> {
  if (at(pipeline.metadata, PIPELINE_METADATA) === undefined) return;
  const metadata = readPipelineMetadata(pipeline.logicalId, pipeline);
  if (metadata.status !== 'success') {
    yield { path: `Metadata.${PIPELINE_METADATA}`, message: metadata.message, fix: 'synthesize it with the library' };
    return;
  }
  const stages = listAt(pipeline.properties, 'Stages').map((stage) => stringAt(stage, 'Name') ?? '');
  const { environments } = metadata.value;
  for (const [index, environment] of environments.entries()) {
    const path = `Metadata.${PIPELINE_METADATA}.environments[${index}]`;
    if (!stages.includes(environment.stage)) {
      yield {
        path: `${path}.stage`,
        message: `must be a stage of the pipeline (${stages.join(', ')})`,
        value: environment.stage,
        fix: 'name one of them',
      };
    }
    const first = environments.findIndex((each) => each.name === environment.name || each.stackName === environment.stackName);
    if (first !== index) {
      yield {
        path,
        message: `another environment (${environments[first].name}) has the same name or stack`,
        value: environment.name,
        fix: 'rename one of them',
      };
    }
  }
}

function* environmentTemplate(pipeline: Node, subject: Subject): Iterable<ResourceProblem> {
  const environments = listAt(pipeline.metadata, PIPELINE_METADATA, 'environments');
  for (const [index, environment] of environments.entries()) {
    const path = `Metadata.${PIPELINE_METADATA}.environments[${index}]`;
    const template = stringAt(environment, 'template');
    const graph = subject.graphs.find((each) => each.path === template);
    if (!graph) {
      yield {
        path: `${path}.template`,
        message: 'the cloud assembly has no template at this path',
        value: template,
        fix: 'name a template of the assembly, relative to its root',
      };
      continue;
    }
    if (graph.stackName !== stringAt(environment, 'stackName')) {
      yield {
        path: `${path}.stackName`,
        message: `the template belongs to the stack ${graph.stackName}`,
        value: at(environment, 'stackName'),
        fix: `write ${graph.stackName}`,
      };
    }
    const deploys = actionsOf(pipeline).filter(
      ({ stage, configuration }) => stage === stringAt(environment, 'stage') && configuration.TemplatePath !== undefined,
    );
    if (deploys.length > 0 && !deploys.some(({ configuration }) => textOf(configuration.TemplatePath).endsWith(`::${template}`))) {
      yield {
        path: `${deploys[0].path}.Configuration.TemplatePath`,
        message: `the stage deploys a different template than its environment has (${template})`,
        value: deploys[0].configuration.TemplatePath,
        fix: 'name the same template',
      };
    }
  }
}

function* stageOrder(pipeline: Node): Iterable<ResourceProblem> {
  const stages = new Set(listAt(pipeline.metadata, PIPELINE_METADATA, 'environments').map((environment) => stringAt(environment, 'stage')));
  for (const stage of stages) {
    const actions = actionsOf(pipeline).filter((action) => action.stage === stage);
    const execute = actions.find(({ configuration }) => configuration.ActionMode === 'CHANGE_SET_EXECUTE');
    const deploy = actions.find(({ provider }) => provider === 'CodeDeploy');
    const approval = actions.find(({ category }) => category === 'Approval');
    if (execute && deploy && deploy.runOrder <= execute.runOrder) {
      yield {
        path: `${deploy.path}.RunOrder`,
        message: `${actionName(deploy)} must run after ${actionName(execute)}, which starts its instances`,
        value: deploy.runOrder,
        fix: 'raise it',
      };
    }
    if (execute && approval && approval.runOrder >= execute.runOrder && (!deploy || approval.runOrder <= deploy.runOrder)) {
      yield {
        path: `${approval.path}.RunOrder`,
        message: `${actionName(approval)} must run before ${actionName(execute)}, which it approves`,
        value: approval.runOrder,
        fix: 'lower it',
      };
    }
  }
}

function* deploymentGroup(pipeline: Node, { graphs }: Subject): Iterable<ResourceProblem> {
  const groups = graphs.flatMap((graph) => graph.ofType('AWS::CodeDeploy::DeploymentGroup').map((group) => deploymentNames(graph, group)));
  if (groups.length === 0 || groups.some(({ literal }) => !literal)) return;
  for (const { provider, configuration, path } of actionsOf(pipeline)) {
    if (provider !== 'CodeDeploy') continue;
    const { ApplicationName: application, DeploymentGroupName: group } = configuration;
    if (
      typeof application !== 'string' ||
      typeof group !== 'string' ||
      groups.some((each) => each.application === application && each.group === group)
    ) {continue;}
    yield {
      path: `${path}.Configuration`,
      message: `no environment has this deployment group (${groups.map((each) => `${each.application}/${each.group}`).join(', ')})`,
      value: `${application}/${group}`,
      fix: 'name one of them',
    };
  }
}

function* environmentApplication(target: Node, subject: Subject): Iterable<ResourceProblem> {
  const { properties } = target;
  const users = subject.graph.ofType('AWS::AutoScaling::AutoScalingGroup', 'AWS::CodeDeploy::DeploymentGroup');
  if (!users.some((user) => subject.graph.mentioned(user.properties).includes(target))) return;
  const application = applicationOf(subject);
  const port = numberAt(properties, 'Port');
  const path = stringAt(properties, 'HealthCheckPath');
  if (!application || properties.TargetType === 'lambda') return;
  if (port !== undefined && port !== application.port) {
    yield {
      path: 'Properties.Port',
      message: `the application listens on ${application.port}`,
      value: port,
      fix: `write ${application.port}`,
    };
  }
  if (path !== application.healthCheckPath) {
    yield {
      path: 'Properties.HealthCheckPath',
      message: `the application answers health checks at ${application.healthCheckPath}`,
      value: path ?? '/',
      fix: `write ${application.healthCheckPath}`,
    };
  }
}

function* instanceRole(template: Node, subject: Subject): Iterable<ResourceProblem> {
  const { graph } = subject;
  if (graph.ofType('AWS::CodeDeploy::DeploymentGroup').length === 0) return;
  const profile =
    graph.follow(at(template.properties, 'LaunchTemplateData', 'IamInstanceProfile', 'Arn')) ??
    graph.follow(at(template.properties, 'LaunchTemplateData', 'IamInstanceProfile', 'Name'));
  for (const role of listAt(profile?.properties, 'Roles').flatMap((reference) => graph.follow(reference, 'AWS::IAM::Role') ?? [])) {
    yield* withoutRevisions(graph, role, bucketWords(subject));
  }
}

interface DeploymentNames {
  readonly application: string;
  readonly group: string;
  /** Whether both are known before deployment. */
  readonly literal: boolean;
}

function deploymentNames(graph: TemplateGraph, { properties }: Node): DeploymentNames {
  const node = graph.named(properties.ApplicationName, 'AWS::CodeDeploy::Application', 'ApplicationName');
  const application = node?.properties.ApplicationName ?? properties.ApplicationName;
  const { DeploymentGroupName: group } = properties;
  return { application: textOf(application), group: textOf(group), literal: typeof application !== 'object' && typeof group !== 'object' };
}

/** The application of the pipeline that this template is an environment of. */
function applicationOf({ graph, graphs }: Subject): { readonly port: number; readonly healthCheckPath: string } | undefined {
  for (const pipeline of graphs.flatMap((each) => each.ofType(PIPELINE))) {
    const block = objectAt(pipeline.metadata, PIPELINE_METADATA);
    const port = numberAt(block, 'application', 'port');
    const healthCheckPath = stringAt(block, 'application', 'healthCheckPath');
    if (port === undefined || healthCheckPath === undefined) continue;
    if (listAt(block, 'environments').some((environment) => stringAt(environment, 'template') === graph.path)) return { port, healthCheckPath };
  }
  return undefined;
}

/** Names that an environment's policy may use for the artifact bucket: the pipeline's name for it, or the parameter that contains it. */
function bucketWords({ graph, graphs }: Subject): string[] {
  const pipelines = graphs.flatMap((each) => each.ofType(PIPELINE));
  const stores = pipelines.flatMap(({ properties }) => [
    properties.ArtifactStore,
    ...listAt(properties, 'ArtifactStores').map((each) => at(each, 'ArtifactStore')),
  ]);
  const locations = stores.map((store) => textOf(at(store, 'Location'))).filter(Boolean);
  const overrides = pipelines
    .flatMap(actionsOf)
    .filter(({ configuration }) => textOf(configuration.TemplatePath).endsWith(`::${graph.path}`))
    .map(({ configuration }) => textOf(configuration.ParameterOverrides));
  const parameters = overrides
    .flatMap((text) => [...text.matchAll(/"([A-Za-z0-9]+)":"([^"]*)"/g)])
    .filter(([, , value]) => locations.includes(value))
    .map(([, name]) => `\${${name}}`);
  return [...locations.filter((location) => location !== '' && !location.startsWith('$')), ...parameters];
}

function* withoutRevisions(graph: TemplateGraph, role: Node, words: readonly string[]): Iterable<Problem> {
  const permissions = permissionsOf(graph, role);
  if (!permissions.complete) return;
  const isBucket = (resource: string): boolean =>
    words.length === 0 ||
    resource === '*' ||
    resource.includes(':s3:::*') ||
    resource.includes('{"Fn::') ||
    words.some((word) => resource.includes(`:${word}/`));
  if (!allows(permissions, 's3:GetObject', isBucket)) {
    yield {
      logicalId: role.logicalId,
      message: 'instances must be allowed s3:GetObject on the artifact bucket, or the agent cannot fetch a revision',
      value: words.join(', ') || undefined,
      fix: `add it to ${holdersOf(permissions, role)}`,
    };
  }
}
