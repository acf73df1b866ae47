import { listAt } from '../../../assembly/json';
import { isDecidedLater, textOf } from '../../../assembly/text';
import type { Severity } from '../../finding';
import { isEveryone, isServiceName, policyStatements, servicesOf, statementsOf, trustStatements, type Statement } from '../iam-view';
import { resourceRule, type Problem, type Rule, type ResourceProblem, type Subject } from '../rule';
import type { Node } from '../template-graph';

const HOLDERS = ['AWS::IAM::Role', 'AWS::IAM::Policy', 'AWS::IAM::ManagedPolicy', 'AWS::IAM::RolePolicy', 'AWS::IAM::User', 'AWS::IAM::Group'];
const RESOURCE_POLICIES = ['AWS::S3::BucketPolicy', 'AWS::SNS::TopicPolicy', 'AWS::SQS::QueuePolicy'];
/** Actions that pass on other identities' permissions: on `*` they amount to administrator access. */
const ESCALATING = ['iam:PassRole', 'sts:AssumeRole'];
/** They do not support resource-level permissions. */
const NOT_SCOPED =
  /^(s3:(ListAllMyBuckets|GetAccountPublicAccessBlock)|kms:List(Aliases|Keys)|ssm:DescribeParameters|secretsmanager:(ListSecrets|GetRandom.*))$/;
const ADMINISTRATORS = ['AdministratorAccess', 'PowerUserAccess', 'IAMFullAccess'];

/** Policies that allow more than intended. */
export const IAM_POLICY_RULES: readonly Rule[] = [
  resourceRule('iam.trust-everyone', 'AWS::IAM::Role', trustEveryone, 'warning'),
  resourceRule('iam.trust-policy', 'AWS::IAM::Role', trustPolicy),
  statementRule('iam.wildcard-action', wildcardAction, 'warning'),
  statementRule('iam.wildcard-resource', wildcardResource, 'warning'),
  statementRule('iam.statement', iamStatement),
  resourceRule('iam.administrator', ['AWS::IAM::Role', 'AWS::IAM::User', 'AWS::IAM::Group'], administrator, 'warning'),
  resourceRule('iam.long-lived-key', ['AWS::IAM::User', 'AWS::IAM::AccessKey'], longLivedKey, 'warning'),
  resourceRule('iam.resource-policy', RESOURCE_POLICIES, resourcePolicy, 'warning'),
  resourceRule('iam.policy-attachment', ['AWS::IAM::Policy', 'AWS::IAM::InstanceProfile'], policyAttachment),
];

function* trustEveryone(role: Node): Iterable<ResourceProblem> {
  for (const { allow, principal, path } of trustStatements(role)) {
    if (allow && isEveryone(principal)) {
      yield {
        path: `${path}.Principal`,
        message: 'a role must not trust everyone',
        value: principal,
        fix: 'name the service or the account that assumes it',
      };
    }
  }
}

function* trustPolicy(role: Node): Iterable<ResourceProblem> {
  const statements = trustStatements(role);
  if (!statements.some(({ allow }) => allow)) {
    yield {
      path: 'Properties.AssumeRolePolicyDocument',
      message: 'no principal can assume this role',
      fix: 'allow sts:AssumeRole to the service that needs it',
      severity: 'warning',
    };
  }
  for (const { allow, actions, path, principal } of statements) {
    if (!allow) continue;
    const wrong = actions.find((action) => !isDecidedLater(action) && !action.startsWith('sts:'));
    if (wrong !== undefined) {
      yield {
        path: `${path}.Action`,
        message: 'a trust policy can only allow actions of sts',
        value: wrong,
        fix: 'write sts:AssumeRole',
      };
    }
    if (principal === undefined) yield { path, message: 'a trust policy must name a principal', fix: 'add Principal' };
    for (const service of servicesOf(principal)) {
      if (!isServiceName(service)) {
        yield {
          path: `${path}.Principal`,
          message: 'must be the name of a service',
          value: service,
          fix: 'write NAME.amazonaws.com',
        };
      }
    }
  }
}

function* wildcardAction(statement: Statement): Iterable<StatementProblem> {
  const { allow, actions, notActions } = statement;
  if (!allow) return;
  const everything = actions.find((action) => action === '*' || action === '*:*');
  if (everything !== undefined) {
    yield {
      below: 'Action',
      message: 'a policy must not allow every action',
      value: everything,
      fix: 'list the actions that are needed',
    };
  }
  const service = actions.find((action) => /^[a-z0-9-]+:\*$/i.test(action));
  if (service !== undefined) {
    yield {
      below: 'Action',
      message: 'a policy must not allow every action of a service',
      value: service,
      fix: 'list the actions that are needed',
    };
  }
  if (notActions.length > 0) {
    yield {
      below: 'NotAction',
      message: 'a policy that allows must not use NotAction',
      value: notActions.join(', '),
      fix: 'list the actions that are needed in Action',
    };
  }
}

function* wildcardResource({ allow, actions, resources, notResources, condition }: Statement): Iterable<StatementProblem> {
  if (!allow) return;
  const escalating = actions.find((action) => ESCALATING.includes(action));
  if (escalating !== undefined && resources.includes('*') && condition === undefined) {
    yield { below: 'Resource', message: `${escalating} must not be allowed on everything`, value: '*', fix: 'name the roles' };
  }
  const writing = actions.find(
    (action) =>
      /^(s3|kms|secretsmanager|ssm|dynamodb):/.test(action) &&
      !NOT_SCOPED.test(
        action,
      ),
  );
  if (writing !== undefined && resources.includes('*') && condition === undefined) {
    yield {
      below: 'Resource',
      message: `${writing} must not be allowed on everything`,
      value: '*',
      fix: 'name the buckets, keys or parameters',
    };
  }
  if (notResources.length > 0) {
    yield {
      below: 'NotResource',
      message: 'a policy that allows must not use NotResource',
      value: notResources.join(', '),
      fix: 'name the resources in Resource',
    };
  }
}

function* iamStatement({ actions, resources, notResources }: Statement): Iterable<StatementProblem> {
  // CloudFormation Validate requires the key but accepts an empty list.
  if (resources.length + notResources.length === 0) {
    yield { below: 'Resource', message: 'a statement must have a resource', fix: 'name the resources' };
  }
  const nowhere = [...resources, ...notResources].find((resource) => !/^(\*|arn:|\$\{|\{)/.test(resource));
  if (nowhere !== undefined) yield { below: 'Resource', message: 'a resource must be an ARN', value: nowhere, fix: 'write arn:... or *' };
  const malformed = actions.find((action) => !isDecidedLater(action) && !/^\*(:\*)?$/.test(action) && !/^[a-z0-9-]+:[a-z0-9*?]+$/i.test(action));
  if (malformed !== undefined) {
    yield {
      below: 'Action',
      message: 'an action must be service:Name',
      value: malformed,
      fix: 'write it as in the service authorization reference',
    };
  }
}

function* administrator({ properties }: Node): Iterable<ResourceProblem> {
  for (const [index, arn] of listAt(properties, 'ManagedPolicyArns').entries()) {
    const name = ADMINISTRATORS.find((each) => textOf(arn).endsWith(`:policy/${each}`));
    if (name !== undefined) {
      yield {
        path: `Properties.ManagedPolicyArns[${index}]`,
        message: 'must not have administrator permissions',
        value: name,
        fix: 'allow the actions that are needed',
      };
    }
  }
}

function* longLivedKey(): Iterable<ResourceProblem> {
  yield { message: 'a delivery pipeline must not create users with access keys', fix: 'use a role' };
}

function* resourcePolicy(node: Node): Iterable<ResourceProblem> {
  for (const { allow, principal, condition, path } of statementsOf(node, node.properties.PolicyDocument, 'Properties.PolicyDocument')) {
    if (allow && condition === undefined && isEveryone(principal)) {
      yield {
        path: `${path}.Principal`,
        message: 'must not allow everyone',
        value: principal,
        fix: 'name the principals, or add a condition',
      };
    }
  }
}

function* policyAttachment({ properties }: Node, { graph }: Subject): Iterable<ResourceProblem> {
  const holders = ['Roles', 'Users', 'Groups'].map((key) => properties[key]);
  if (holders.some((list) => listAt(list).length > 0 || graph.isOpen(list))) return;
  yield { path: 'Properties.Roles', message: 'must be attached to a role', fix: 'name the role in Roles' };
}

type StatementProblem = Omit<Problem, 'logicalId' | 'path'> & { readonly below: string };

function statementRule(id: string, check: (statement: Statement) => Iterable<StatementProblem>, severity: Severity = 'error'): Rule {
  return resourceRule(
    id,
    HOLDERS,
    function* (node) {
      for (const statement of policyStatements(node)) {
        for (const { below, ...problem } of check(statement)) yield { path: `${statement.path}.${below}`, ...problem };
      }
    },
    severity,
  );
}
