import { at, listAt, stringAt, type Json } from '../../../assembly/json';
import { textOf } from '../../../assembly/text';
import { DEPLOYMENT_PERMISSIONS } from '../action-types';
import { actionName, PIPELINE } from '../action-view';
import { artifactPlaceOf, instanceRolesOf, placedEnvironments, roleEnd, type ArtifactPlace, type EnvironmentView } from '../environment-view';
import { allows, holdersOf, matches, permissionsOf, policyStatements, statementsOf, trustStatements, type Statement } from '../iam-view';
import { resourceRule, type Problem, type Rule, type Subject, type ResourceProblem } from '../rule';
import type { Node, TemplateGraph } from '../template-graph';

type Found = Omit<Problem, 'logicalId'> & { readonly logicalId?: string };

/** Environments in other accounts and regions: requirements between stacks, which no linter of single templates can check. */
export const ACCOUNT_RULES: readonly Rule[] = [
  environmentRule('accounts.action-role', actionRole),
  environmentRule('accounts.action-region', actionRegion),
  environmentRule('accounts.pipeline-role-assumes', pipelineRoleAssumes),
  environmentRule('accounts.artifact-key', artifactKey),
  environmentRule('accounts.instance-key', instanceKey),
  placeRule('accounts.bucket-policy', bucketPolicy),
  placeRule('accounts.key-policy', keyPolicy),
  resourceRule('accounts.trust', 'AWS::IAM::Role', trust, 'warning'),
  environmentRule('accounts.delivery-role', deliveryRole),
  environmentRule('accounts.topic', accountsTopic),
];

function* actionRole({ name, graph, actions, otherAccount }: EnvironmentView): Iterable<Found> {
  if (!otherAccount) return;
  for (const action of actions) {
    const role = textOf(at(action.raw, 'RoleArn'));
    if (!role.includes(`:iam::${graph.account}:role/`)) {
      yield {
        path: `${action.path}.RoleArn`,
        message: `${actionName(action)} must use a role in the account of ${name}`,
        value: role || undefined,
        fix: `name a role in ${graph.account}`,
      };
    }
  }
}

function* actionRegion({ name, graph, actions }: EnvironmentView, { own }: Around): Iterable<Found> {
  for (const action of actions) {
    const region = stringAt(action.raw, 'Region') ?? own.region;
    if (region !== graph.region) {
      yield {
        path: `${action.path}.Region`,
        message: `${actionName(action)} must run in the region of ${name}`,
        value: region,
        fix: `write ${graph.region}`,
      };
    }
  }
}

function* pipelineRoleAssumes({ actions, otherAccount }: EnvironmentView, { own, pipeline }: Around): Iterable<Found> {
  const role = own.follow(pipeline.properties.RoleArn, 'AWS::IAM::Role');
  const permissions = role && permissionsOf(own, role);
  if (!otherAccount || !role || !permissions?.complete) return;
  for (const action of actions) {
    const end = roleEnd(textOf(at(action.raw, 'RoleArn')));
    if (end !== undefined && !allows(permissions, 'sts:AssumeRole', (resource) => resource === '*' || resource.endsWith(end))) {
      yield {
        logicalId: role.logicalId,
        path: `${action.path}.RoleArn`,
        message: `the pipeline's role is not allowed to assume the role of ${actionName(action)}`,
        value: end,
        fix: `allow it sts:AssumeRole on that role in ${holdersOf(permissions, role)}`,
      };
    }
  }
}

function* artifactKey({ name, graph, otherAccount }: EnvironmentView, { artifacts }: Around): Iterable<Found> {
  if (!otherAccount || !artifacts || artifacts.key || artifacts.store.keyTexts.length > 0) return;
  yield {
    path: 'Properties.ArtifactStores',
    message: `artifacts in ${graph.region} need a customer managed key: ${name} is in another account, which cannot use Amazon S3's`,
    fix: 'give the artifact store and its bucket a key',
  };
}

function* instanceKey({ name, graph }: EnvironmentView, { artifacts }: Around): Iterable<Found> {
  if (!artifacts || (!artifacts.key && artifacts.store.keyTexts.length === 0)) return;
  for (const { role } of instanceRolesOf(graph)) {
    const permissions = permissionsOf(graph, role);
    if (permissions.complete && !allows(permissions, 'kms:Decrypt')) {
      yield {
        path: 'Properties.ArtifactStores',
        message: `revisions are encrypted with a key, and the instances of ${name} may not decrypt with it`,
        value: role.logicalId,
        fix: `allow kms:Decrypt in ${holdersOf(permissions, role)} of ${graph.path}`,
      };
    }
  }
}

// Resources of other templates are checked from there, so that the finding is reported where the mistake is.
function* bucketPolicy({ graph, bucket }: ArtifactPlace, environment: EnvironmentView): Iterable<Found & { readonly node?: Node }> {
  const policies = graph.ofType('AWS::S3::BucketPolicy').filter(({ properties }) => graph.follow(properties.Bucket) === bucket);
  const statements = policies.flatMap((policy) => statementsOf(policy, policy.properties.PolicyDocument, 'Properties.PolicyDocument'));
  for (const reader of readersOf(environment)) {
    if (!letsIn(statements, reader, environment.graph.account, 's3:GetObject')) {
      yield {
        node: bucket,
        message: `the bucket's policy must allow a role in another account to read (${environment.name})`,
        value: reader,
        fix: 'allow s3:GetObject to that role',
      };
    }
  }
}

function* keyPolicy({ key }: ArtifactPlace, environment: EnvironmentView): Iterable<Found & { readonly node?: Node }> {
  if (!key) return;
  const statements = statementsOf(key, key.properties.KeyPolicy, 'Properties.KeyPolicy');
  for (const reader of readersOf(environment)) {
    if (!letsIn(statements, reader, environment.graph.account, 'kms:Decrypt')) {
      yield {
        node: key,
        message: `the key's policy must allow a role in another account to decrypt (${environment.name})`,
        value: reader,
        fix: 'allow kms:Decrypt to that role',
      };
    }
  }
}

function* trust(role: Node, { graph }: Subject): Iterable<ResourceProblem> {
  for (const { allow, principal, condition, path } of trustStatements(role)) {
    const [, account] = /:iam::(\d{12}):root/.exec(textOf(principal)) ?? /"AWS":"(\d{12})"/.exec(JSON.stringify(principal)) ?? [];
    if (!allow || account === undefined || account === graph.account) continue;
    const named = listed(at(condition, 'ArnEquals', 'aws:PrincipalArn') ?? at(condition, 'StringEquals', 'aws:PrincipalArn'));
    const open = named.length === 0 && at(condition, 'StringEquals', 'sts:ExternalId') === undefined;
    if (open || named.some((arn) => arn.includes('*'))) {
      yield {
        path: `${path}.Condition`,
        message: `every role in the account ${account} may assume this role`,
        value: principal,
        fix: 'name the role in a condition: ArnEquals of aws:PrincipalArn',
      };
    }
  }
}

function* deliveryRole({ actions, otherAccount }: EnvironmentView, { own, pipeline, graphs }: Around): Iterable<Found> {
  const pipelineRole = own.follow(pipeline.properties.RoleArn, 'AWS::IAM::Role');
  const { RoleName: pipelineRoleName } = pipelineRole?.properties ?? {};
  if (!otherAccount) return;
  for (const action of actions) {
    const found = roleNamed(graphs, textOf(at(action.raw, 'RoleArn')));
    if (!found) continue;
    const trusted = trustStatements(found.role)
      .filter(({ allow }) => allow)
      .map(({ principal, condition }) => JSON.stringify([principal, condition ?? null]));
    if (
      pipelineRoleName === undefined ||
      !trusted.some((text) => text.includes(own.account) && text.includes(`role/${textOf(pipelineRoleName)}`))
    ) {
      yield {
        path: `${action.path}.RoleArn`,
        message: `the role of ${actionName(action)} does not trust the pipeline's role`,
        value: found.role.logicalId,
        fix: `name the pipeline's role in its trust policy in ${found.graph.path}`,
      };
    }
    const given = policyStatementsOf(found)
      .filter(({ allow }) => allow)
      .flatMap((statement) => statement.actions);
    const missing = needsOf(action.provider).find((permission) => !given.some((pattern) => matches(pattern, permission)));
    if (missing !== undefined) {
      yield {
        path: `${action.path}.RoleArn`,
        message: `the role of ${actionName(action)} must be allowed ${missing}`,
        value: found.role.logicalId,
        fix: `add it in ${found.graph.path}`,
      };
    }
  }
}

function* accountsTopic({ name, graph, actions }: EnvironmentView, { own, graphs }: Around): Iterable<Found> {
  for (const { path, configuration } of actions.filter((action) => action.configuration.ParameterOverrides !== undefined)) {
    const [, arn] = /"NotificationTopicArn":"([^"]*)"/.exec(textOf(configuration.ParameterOverrides)) ?? [];
    const [, region] = /:sns:([a-z0-9-]+):/.exec(arn ?? '') ?? [];
    const topic = arn === undefined ? undefined : topicOf(own, graphs, arn);
    const topicRegion = region ?? topic?.graph.region;
    if (topicRegion !== undefined && topicRegion !== graph.region) {
      yield {
        path: `${path}.Configuration.ParameterOverrides`,
        message: `alarms of ${name} cannot notify a topic in another region`,
        value: arn,
        fix: `name a topic in ${graph.region}`,
      };
    } else if (topic && !alarmsMayTell(topic, graph.account)) {
      yield {
        path: `${path}.Configuration.ParameterOverrides`,
        message: `the topic's policy does not let alarms of ${name} publish`,
        value: topic.node.logicalId,
        fix: `allow sns:Publish to cloudwatch.amazonaws.com with aws:SourceAccount ${graph.account} in ${topic.graph.path}`,
      };
    }
  }
}

interface Around {
  readonly own: TemplateGraph;
  readonly graphs: readonly TemplateGraph[];
  readonly pipeline: Node;
  readonly artifacts?: ArtifactPlace;
}

/** A rule about each environment of a pipeline, reported at the pipeline. */
function environmentRule(id: string, check: (environment: EnvironmentView, around: Around) => Iterable<Found>): Rule {
  return resourceRule(id, PIPELINE, function* (pipeline, { graph: own, graphs }) {
    for (const environment of placedEnvironments(graphs, own, pipeline)) {
      yield* check(environment, { own, graphs, pipeline, artifacts: artifactPlaceOf(graphs, own, pipeline, environment.graph.region) });
    }
  });
}

/** A rule about the bucket or key that another account's environment reads from, reported in the template that contains it. */
function placeRule(id: string, check: (place: ArtifactPlace, environment: EnvironmentView) => Iterable<Found & { readonly node?: Node }>): Rule {
  return {
    id,
    severity: 'error',
    *check({ graph, graphs }: Subject) {
      for (const own of graphs) {
        for (const pipeline of own.ofType(PIPELINE)) {
          for (const environment of placedEnvironments(graphs, own, pipeline).filter(({ otherAccount }) => otherAccount)) {
            const place = artifactPlaceOf(graphs, own, pipeline, environment.graph.region);
            if (place?.graph !== graph || !place.bucket) continue;
            for (const { node, ...problem } of check(place, environment)) if (node) yield { ...problem, logicalId: node.logicalId };
          }
        }
      }
    },
  };
}

/** ARNs, without partition, of the roles that read artifacts. */
function readersOf({ graph, actions }: EnvironmentView): string[] {
  const ofActions = actions.filter(({ inputs }) => inputs.length > 0).map(({ raw }) => roleEnd(textOf(at(raw, 'RoleArn'))));
  return [...new Set([...ofActions, ...instanceRolesOf(graph).map(({ arn }) => arn)])].flatMap((arn) => arn ?? []);
}

function letsIn(statements: readonly Statement[], reader: string, account: string, action: string): boolean {
  return statements.some(({ allow, actions, principal, condition }) => {
    if (!allow || !actions.some((pattern) => matches(pattern, action))) return false;
    const named = listed(
      at(condition, 'ArnEquals', 'aws:PrincipalArn') ??
        at(condition, 'StringEquals', 'aws:PrincipalArn') ??
        at(condition, 'ArnLike', 'aws:PrincipalArn'),
    );
    const principals = JSON.stringify(principal);
    if (principals.includes(reader)) return true;
    return principals.includes(account) && (named.length === 0 || named.some((arn) => arn.endsWith(reader)));
  });
}

interface FoundRole {
  readonly graph: TemplateGraph;
  readonly role: Node;
}

function roleNamed(graphs: readonly TemplateGraph[], arn: string): FoundRole | undefined {
  const [, account, name] = /:iam::(\d{12}):role\/(.+)$/.exec(arn) ?? [];
  for (const graph of graphs.filter((each) => each.account === account)) {
    const role = graph.ofType('AWS::IAM::Role').find(({ properties }) => properties.RoleName === name);
    if (role) return { graph, role };
  }
  return undefined;
}

function policyStatementsOf({ graph, role }: FoundRole): readonly Statement[] {
  const { statements, complete } = permissionsOf(graph, role);
  return complete ? statements : [...statements, ...graph.ofType('AWS::IAM::ManagedPolicy').flatMap(policyStatements)];
}

function needsOf(provider: string): readonly string[] {
  switch (provider) {
    case 'CodeDeploy':
      return [...DEPLOYMENT_PERMISSIONS, 's3:GetObject', 'kms:Decrypt'];
    case 'StepFunctions':
      return ['states:StartExecution', 'states:DescribeExecution'];
    default:
      return [];
  }
}

interface FoundTopic {
  readonly graph: TemplateGraph;
  readonly node: Node;
}

/** By its name, or as the pipeline's own. */
function topicOf(own: TemplateGraph, graphs: readonly TemplateGraph[], arn: string): FoundTopic | undefined {
  const [, reference] = /^\$\{(\w+)\}$/.exec(arn) ?? [];
  const node = own.node(reference);
  if (node?.type === 'AWS::SNS::Topic') return { graph: own, node };
  const [, region, account, name] = /:sns:([^:]+):([^:]+):(.+)$/.exec(arn) ?? [];
  const graph = graphs.find(
    (each) =>
      each.region === region &&
      each.account === account &&
      each.ofType('AWS::SNS::Topic').some(({ properties }) => properties.TopicName === name),
  );
  const named = graph?.ofType('AWS::SNS::Topic').find(({ properties }) => properties.TopicName === name);
  return graph && named ? { graph, node: named } : undefined;
}

function alarmsMayTell({ graph, node }: FoundTopic, account: string): boolean {
  const policies = graph
    .ofType('AWS::SNS::TopicPolicy')
    .filter(({ properties }) => graph.isOpen(properties.Topics) || listAt(properties, 'Topics').some((topic) => graph.follow(topic) === node));
  // What a parameter decides may be right.
  return policies.some(({ properties }) => graph.isOpen([properties.Topics ?? null, properties.PolicyDocument ?? null])) || policies
    .flatMap((policy) => statementsOf(policy, policy.properties.PolicyDocument, 'Properties.PolicyDocument'))
    .some(({ allow, principal, actions, condition }) => {
      if (
        !allow ||
        !textOf(at(principal, 'Service')).includes('cloudwatch.amazonaws.com') ||
        !actions.some((pattern) => matches(pattern, 'sns:Publish'))
      ) {return false;}
      const accounts = listed(at(condition, 'StringEquals', 'aws:SourceAccount'));
      return accounts.length === 0 || accounts.some((each) => each === account || (each === '${AWS::AccountId}' && graph.account === account));
    });
}

function listed(value: Json | undefined): string[] {
  return value === undefined ? [] : Array.isArray(value) ? (value as readonly Json[]).map(textOf) : [textOf(value)];
}
