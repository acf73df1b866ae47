import type { Node, TemplateGraph } from './template-graph';
import { isList, isObject, listAt, objectAt, stringAt, type Json, type JsonObject } from '../../assembly/json';
import { textOf } from '../../assembly/text';
import { pathMatcher } from '../../system/glob';

/** A policy statement and its location. */
export interface Statement {
  /** The resource that contains the policy. */
  readonly holder: Node;
  readonly path: string;
  readonly effect: string;
  readonly allow: boolean;
  readonly actions: readonly string[];
  readonly notActions: readonly string[];
  /** As text: `${Bucket.Arn}/*`. Empty for a trust policy. */
  readonly resources: readonly string[];
  readonly notResources: readonly string[];
  readonly principal: Json | undefined;
  readonly condition: JsonObject | undefined;
}

export interface RolePermissions {
  readonly statements: readonly Statement[];
  /** False if the role may have policies whose content is not in the template, or has a statement that is only known at deployment. */
  readonly complete: boolean;
}

const POLICIES = ['AWS::IAM::Policy', 'AWS::IAM::ManagedPolicy', 'AWS::IAM::RolePolicy'];
/** AWS managed policies that grant none of the permissions checked here. */
const UNRELATED = ['AmazonSSMManagedInstanceCore', 'CloudWatchAgentServerPolicy', 'AmazonSSMPatchAssociation', 'AWSXRayDaemonWriteAccess'];

export function statementsOf(holder: Node, document: Json | undefined, path: string): Statement[] {
  const statement = objectAt(document)?.Statement;
  const list = isList(statement) ? statement : statement === undefined ? [] : [statement];
  return list.filter(isObject).map((each, index) => ({
    holder,
    path: `${path}.Statement${isList(statement) ? `[${index}]` : ''}`,
    effect: textOf(each.Effect),
    allow: stringAt(each, 'Effect') === 'Allow',
    actions: texts(each.Action),
    notActions: texts(each.NotAction),
    resources: texts(each.Resource),
    notResources: texts(each.NotResource),
    principal: each.Principal,
    condition: conditionOf(each),
  }));
}

/** A condition that tests nothing counts as none. */
function conditionOf(statement: JsonObject): JsonObject | undefined {
  const condition = objectAt(statement, 'Condition');
  return condition && Object.values(condition).some((tests) => !isObject(tests) || Object.keys(tests).length > 0) ? condition : undefined;
}

const read = new WeakMap<Node, Statement[]>();

/** All statements of a resource that is or contains a policy. */
export function policyStatements(node: Node): Statement[] {
  const statements = read.get(node) ?? readStatements(node);
  read.set(node, statements);
  return statements;
}

function readStatements(node: Node): Statement[] {
  const inline = listAt(node.properties, 'Policies').flatMap((policy, index) =>
    statementsOf(node, isObject(policy) ? policy.PolicyDocument : undefined, `Properties.Policies[${index}].PolicyDocument`));
  return [...inline, ...POLICIES.includes(node.type) ? statementsOf(node, node.properties.PolicyDocument, 'Properties.PolicyDocument') : []];
}

export function trustStatements(role: Node): Statement[] {
  return statementsOf(role, role.properties.AssumeRolePolicyDocument, 'Properties.AssumeRolePolicyDocument');
}

/** Principals that may assume a role: `codepipeline.amazonaws.com`, `${Role.Arn}`. */
export function trustedPrincipals(role: Node): string[] {
  return trustStatements(role).filter(({ allow }) => allow).flatMap(({ principal }) =>
    isObject(principal) ? Object.values(principal).flatMap(texts) : texts(principal));
}

const known = new WeakMap<Node, RolePermissions>();

/** The permissions of a role: its own policies, and those of the template that are attached to it. */
export function permissionsOf(graph: TemplateGraph, role: Node): RolePermissions {
  const permissions = known.get(role) ?? readPermissions(graph, role);
  known.set(role, permissions);
  return permissions;
}

/** The role and its policies, for messages: the mistake is in one of them. */
export function holdersOf({ statements }: RolePermissions, role: Node): string {
  return [...new Set([role.logicalId, ...statements.map(({ holder }) => holder.logicalId)])].join(', ');
}

function readPermissions(graph: TemplateGraph, role: Node): RolePermissions {
  const attached = graph.ofType(...POLICIES).filter(({ properties }) =>
    [...listAt(properties, 'Roles'), properties.RoleName].some((reference) => graph.named(reference, 'AWS::IAM::Role', 'RoleName') === role));
  const mayBeAttached = graph.ofType(...POLICIES).some((policy) => !attached.includes(policy) && graph.isOpen(policy.properties.Roles));
  const managed = listAt(role.properties, 'ManagedPolicyArns');
  const own = managed.flatMap((arn) => graph.follow(arn, 'AWS::IAM::ManagedPolicy') ?? []);
  const foreign = managed.filter((arn) => !graph.follow(arn) && !UNRELATED.some((name) => textOf(arn).endsWith(`/${name}`)));
  const statements = [role, ...attached, ...own].flatMap(policyStatements);
  return { statements, complete: foreign.length === 0 && !mayBeAttached && statements.every(isDecided) };
}

/** Whether what a statement allows is known before deployment. */
export function isDecided({ effect, actions, notActions }: Statement): boolean {
  // A statement without an effect is a function.
  return effect !== '' && ![effect, ...actions, ...notActions].some((text) => text.includes('{'));
}

/** Whether an action is allowed on a resource accepted by the predicate. Conditions are assumed to hold. */
export function allows({ statements }: RolePermissions, action: string, isResource: (resource: string) => boolean = () => true): boolean {
  return statements.some((statement) => statement.allow && namesAction(statement, action)
    && (statement.resources.some(isResource) || statement.notResources.length > 0));
}

/** Whether a statement is about an action. */
export function namesAction({ actions, notActions }: Statement, action: string): boolean {
  const matchesAction = (pattern: string): boolean => matches(pattern, action);
  return notActions.length > 0 ? !notActions.some(matchesAction) : actions.some(matchesAction);
}

/** Matches IAM's wildcards `*` and `?`, ignoring case. To IAM a slash is a character like any other. */
export function matches(pattern: string, action: string): boolean {
  const flat = (text: string): string => text.toLowerCase().replaceAll('/', '\0');
  return pathMatcher(flat(pattern).replace(/[[\\]/g, '\\$&'))(flat(action));
}

function texts(value: Json | undefined): string[] {
  return value === undefined ? [] : isList(value) ? value.map(textOf) : [textOf(value)];
}

/** The services in a principal. */
export function servicesOf(principal: Json | undefined): string[] {
  return isObject(principal) ? texts(principal.Service) : [];
}

/** Whether text can be the name of a service. Results of functions are only known at deployment. */
export function isServiceName(text: string): boolean {
  return /^[a-z0-9.-]+\.amazonaws\.com(\.cn)?$|\{/.test(text);
}

/** Includes all accounts and services. */
export function isEveryone(principal: Json | undefined): boolean {
  if (textOf(principal) === '*') return true;
  return isObject(principal) && Object.values(principal).some((value) => [value].flat().some((each) => textOf(each) === '*'));
}
