import { isList, isObject, stringAt, type Json } from '../../../assembly/json';
import { isDecidedLater } from '../../../assembly/text';
import { isEveryone, isServiceName, matches, policyStatements, servicesOf, statementsOf, trustStatements, type Statement } from '../iam-view';
import { resourceRule, type Problem, type Rule, type ResourceProblem, type Subject } from '../rule';
import type { Node, TemplateGraph } from '../template-graph';

/** The property with the policy document, for each type of resource-based policy. */
const RESOURCE_DOCUMENTS: Readonly<Record<string, string>> = {
  'AWS::S3::BucketPolicy': 'PolicyDocument',
  'AWS::SNS::TopicPolicy': 'PolicyDocument',
  'AWS::SQS::QueuePolicy': 'PolicyDocument',
  'AWS::KMS::Key': 'KeyPolicy',
  'AWS::SecretsManager::ResourcePolicy': 'ResourcePolicy',
};
const IDENTITY_DOCUMENTS: Readonly<Record<string, string>> = {
  'AWS::IAM::Role': 'AssumeRolePolicyDocument',
  'AWS::IAM::Policy': 'PolicyDocument',
  'AWS::IAM::ManagedPolicy': 'PolicyDocument',
  'AWS::IAM::RolePolicy': 'PolicyDocument',
};
const DOCUMENTS = { ...RESOURCE_DOCUMENTS, ...IDENTITY_DOCUMENTS };
const VERSIONS = ['2012-10-17', '2008-10-17'];
const TRUST_ACTIONS = [
  'sts:AssumeRole',
  'sts:AssumeRoleWithWebIdentity',
  'sts:AssumeRoleWithSAML',
  'sts:TagSession',
  'sts:SetSourceIdentity',
  'sts:SetContext',
];
/** Services that act on behalf of any caller: without a condition, anyone's alarm or log may use the resource. */
const ON_BEHALF = /^(cloudwatch|events|logging\.s3|logdelivery\.elasticloadbalancing|delivery\.logs|s3|sns)\.amazonaws\.com$/;
const SOURCE_KEYS = /"aws:(SourceAccount|SourceArn|SourceOrgID|SourceOrgPaths|PrincipalOrgID)"/i;

/** The property that names the resource to which a policy belongs. */
const OWNERS: Readonly<Record<string, { readonly key: string; readonly type: string }>> = {
  'AWS::S3::BucketPolicy': { key: 'Bucket', type: 'AWS::S3::Bucket' },
  'AWS::SNS::TopicPolicy': { key: 'Topics', type: 'AWS::SNS::Topic' },
  'AWS::SQS::QueuePolicy': { key: 'Queues', type: 'AWS::SQS::Queue' },
};

/** Without these permissions a bucket, topic, queue or key is useless. */
const NEEDED = ['s3:GetObject', 's3:PutObject', 'sns:Publish', 'sqs:SendMessage', 'kms:Decrypt'];

/** Policy documents: well-formed, with a principal, and not granting nothing at all. */
export const POLICY_DOCUMENT_RULES: readonly Rule[] = [
  resourceRule('iam.document', Object.keys(DOCUMENTS), iamDocument),
  resourceRule('iam.trust-action', 'AWS::IAM::Role', trustAction),
  resourceRule('iam.principal', ['AWS::IAM::Role', ...Object.keys(RESOURCE_DOCUMENTS)], iamPrincipal),
  resourceRule('iam.resource-statement', Object.keys(RESOURCE_DOCUMENTS), resourceStatement),
  resourceRule('iam.deny-everything', Object.keys(RESOURCE_DOCUMENTS), denyEverything),
  resourceRule('iam.confused-deputy', ['AWS::S3::BucketPolicy', 'AWS::SNS::TopicPolicy', 'AWS::SQS::QueuePolicy'], confusedDeputy, 'warning'),
  resourceRule('iam.policy-of-elsewhere', ['AWS::SNS::TopicPolicy', 'AWS::SQS::QueuePolicy'], policyOfElsewhere),
  resourceRule('iam.one-policy', Object.keys(OWNERS), onePolicy),
  resourceRule('iam.policy-resource', Object.keys(OWNERS), policyResource),
  resourceRule('iam.condition', [...Object.keys(DOCUMENTS)], iamCondition),
];

function* iamDocument(node: Node): Iterable<ResourceProblem> {
  const key = DOCUMENTS[node.type];
  const document = node.properties[key];
  if (document === undefined && node.type !== 'AWS::KMS::Key') {
    yield {
      path: `Properties.${key}`,
      message: 'a policy must have a document',
      fix: 'write Version and Statement',
    };
  }
  if (!isObject(document) || document.Statement === undefined) return;
  const version = stringAt(document, 'Version');
  if (version !== undefined && !VERSIONS.includes(version)) {
    yield {
      path: `Properties.${key}.Version`,
      message: `must be ${VERSIONS.join(' or ')}`,
      value: version,
      fix: 'write 2012-10-17',
    };
  }
  if (isList(document.Statement) && document.Statement.length === 0) {
    yield {
      path: `Properties.${key}.Statement`,
      message: 'a policy must have a statement',
      fix: 'add one, or remove the policy',
    };
  }
}

function* trustAction(role: Node): Iterable<ResourceProblem> {
  for (const { actions, path } of trustStatements(role)) {
    if (actions.length === 0) yield { path: `${path}.Action`, message: 'a trust policy must have an action', fix: 'write sts:AssumeRole' };
    const unknown = actions.find((action) => action.startsWith('sts:') && !action.includes('*') && !TRUST_ACTIONS.includes(action));
    if (unknown !== undefined) {
      yield {
        path: `${path}.Action`,
        message: `must be one of ${TRUST_ACTIONS.join(', ')}`,
        value: unknown,
        fix: 'write sts:AssumeRole',
      };
    }
  }
}

function* iamPrincipal(node: Node): Iterable<ResourceProblem> {
  for (const { path, principal } of resourceStatements(node)) {
    if (isObject(principal) && Object.keys(principal).length === 0) {
      yield {
        path: `${path}.Principal`,
        message: 'must name a principal',
        value: principal,
        fix: 'name the service, the account or the role',
      };
    }
    // Trust policies of roles are checked by `iam.trust-policy`.
    const wrong = node.type === 'AWS::IAM::Role' ? undefined : servicesOf(principal).find((service) => !isServiceName(service));
    if (wrong !== undefined) {
      yield {
        path: `${path}.Principal`,
        message: 'must be the name of a service',
        value: wrong,
        fix: 'write NAME.amazonaws.com',
      };
    }
  }
}

function* resourceStatement(node: Node): Iterable<ResourceProblem> {
  for (const statement of resourceStatements(node)) yield* malformed(statement);
}

function* denyEverything(node: Node): Iterable<ResourceProblem> {
  for (const { effect, principal, condition, path, actions } of resourceStatements(node)) {
    if (
      effect === 'Deny' &&
      actions.some((pattern) => NEEDED.some((action) => matches(pattern, action))) &&
      condition === undefined &&
      isEveryone(principal)
    ) {
      yield {
        path,
        message: 'denies everyone, including the pipeline',
        value: principal,
        fix: 'add the missing condition, e.g. aws:SecureTransport is false',
        severity: 'warning',
      };
    }
  }
}

function* confusedDeputy(node: Node): Iterable<ResourceProblem> {
  for (const { allow, principal, condition, path } of resourceStatements(node)) {
    const service = servicesOf(principal).find((each) => ON_BEHALF.test(each));
    if (allow && service !== undefined && !SOURCE_KEYS.test(JSON.stringify(condition ?? {}))) {
      yield {
        path: `${path}.Condition`,
        message: `${service} would act on behalf of any account`,
        value: service,
        fix: 'add the condition aws:SourceAccount or aws:SourceArn',
      };
    }
  }
}

function* policyOfElsewhere(node: Node, { graph }: Subject): Iterable<ResourceProblem> {
  const key = node.type === 'AWS::SNS::TopicPolicy' ? 'Topics' : 'Queues';
  const named = node.properties[key];
  if (named === undefined || (isList(named) && named.length === 0)) {
    yield {
      path: `Properties.${key}`,
      message: 'a policy must name its resource',
      fix: 'name it',
    };
  }
  const wanted = node.type.replace('Policy', '');
  for (const each of isList(named) ? named : []) {
    const other = graph.follow(each);
    if (other && other.type !== wanted) {
      yield {
        path: `Properties.${key}`,
        message: `must be a ${wanted}, and ${other.logicalId} is a ${other.type}`,
        value: each,
        fix: 'name one',
      };
    }
  }
}

function* onePolicy(node: Node, { graph }: Subject): Iterable<ResourceProblem> {
  for (const owner of ownersOf(graph, node)) {
    const twin = graph.ofType(node.type).find((other) => other.logicalId < node.logicalId && ownersOf(graph, other).includes(owner));
    if (twin) {
      yield {
        message: `${twin.logicalId} is another policy of ${owner.logicalId}, which can only have one: the last one wins`,
        value: owner.logicalId,
        fix: 'merge the statements into one policy',
      };
    }
  }
}

function* policyResource(node: Node, { graph }: Subject): Iterable<ResourceProblem> {
  const owners = ownersOf(graph, node);
  if (owners.length === 0) return;
  for (const { resources, path } of resourceStatements(node)) {
    const foreign = resources.find(
      (resource) =>
        resource !== '*' &&
        graph
          .ofType(OWNERS[node.type].type)
          .some((other) => !owners.includes(other) && new RegExp(`\\$\\{${other.logicalId}[.}]`).test(resource)),
    );
    if (foreign !== undefined) {
      yield {
        path: `${path}.Resource`,
        message: `must be ${owners.map(({ logicalId }) => logicalId).join(', ')}, which has this policy`,
        value: foreign,
        fix: 'name it, or move the statement to the policy of the other one',
      };
    }
  }
}

function* iamCondition(node: Node): Iterable<ResourceProblem> {
  for (const { condition, path } of [...resourceStatements(node), ...policyStatements(node)]) {
    for (const operator of Object.keys(condition ?? {})) {
      if (!CONDITION_OPERATOR.test(operator)) {
        yield {
          path: `${path}.Condition`,
          message: 'no such condition operator',
          value: operator,
          fix: 'write e.g. StringEquals, ArnLike, Bool',
        };
      }
    }
  }
}

const CONDITION_OPERATOR = new RegExp(
  '^(Fn::.*|Ref|((ForAllValues|ForAnyValue):)?(' +
    'String(Not)?Equals(IgnoreCase)?|String(Not)?Like|Numeric((Not)?Equals|(Less|Greater)Than(Equals)?)' +
    '|Date((Not)?Equals|(Less|Greater)Than(Equals)?)' +
    '|Bool|BinaryEquals|(Not)?IpAddress|Arn(Not)?(Equals|Like)|Null)(IfExists)?)$',
);

function resourceStatements(node: Node): Statement[] {
  const key = node.type === 'AWS::IAM::Role' ? 'AssumeRolePolicyDocument' : RESOURCE_DOCUMENTS[node.type];
  return key === undefined ? [] : statementsOf(node, node.properties[key], `Properties.${key}`);
}

function ownersOf(graph: TemplateGraph, policy: Node): Node[] {
  const { key, type } = OWNERS[policy.type];
  return [policy.properties[key] ?? []].flat().flatMap((each) => graph.follow(each as Json, type) ?? []);
}

function* malformed({
  path,
  effect,
  actions,
  notActions,
  resources,
  notResources,
  principal,
  holder,
}: Statement): Iterable<Omit<Problem, 'logicalId'>> {
  if (effect !== 'Allow' && effect !== 'Deny' && !isDecidedLater(effect)) {
    yield {
      path: `${path}.Effect`,
      message: 'an effect must be Allow or Deny',
      value: effect,
      fix: 'write Allow',
    };
  }
  if (actions.length + notActions.length === 0) {
    yield {
      path: `${path}.Action`,
      message: 'a statement must have an action',
      fix: 'list the actions',
    };
  }
  if (resources.length + notResources.length === 0 && holder.type !== 'AWS::KMS::Key') {
    yield {
      path: `${path}.Resource`,
      message: 'a statement must have a resource',
      fix: 'name the resources',
    };
  }
  if (principal === undefined) {
    yield { path: `${path}.Principal`, message: 'a resource-based policy must have a principal', fix: 'add Principal' };
  }
  const wrong = actions.find((action) => !isDecidedLater(action) && !/^\*(:\*)?$/.test(action) && !/^[a-z0-9-]+:[a-z0-9*?]+$/i.test(action));
  if (wrong !== undefined) {
    yield {
      path: `${path}.Action`,
      message: 'an action must be service:Name',
      value: wrong,
      fix: 'write it as in the service authorization reference',
    };
  }
}
