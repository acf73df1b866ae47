import { isDecided, isEveryone, namesAction, statementsOf, type Statement } from './iam-view';
import type { Node, TemplateGraph } from './template-graph';
import { isObject, type Json } from '../../assembly/json';
import { textOf } from '../../assembly/text';

/** What a role does with a resource that has a policy of its own. */
export interface Access {
  readonly role: Node;
  readonly permission: string;
  isResource(resource: string): boolean;
}

/** Whether the policy of a bucket, a domain or a key itself permits it: in one account that is enough. Conditions are assumed to hold. */
export function letsIn(graph: TemplateGraph, target: Node | undefined, { role, permission, isResource }: Access): boolean {
  if (!target) return false;
  return hasCustomPolicy(graph, target)
    || policiesOf(graph, target).flatMap(([holder, document]) => statementsOf(holder, document, '')).some((statement) => !isDecided(statement)
      || statement.allow && namesAction(statement, permission) && isAbout(statement, isResource) && isFor(graph, statement.principal, role));
}

/** Set by a custom resource of aws-cdk-lib (`Domain.addAccessPolicies`), in the parameters of a call to AWS. */
function hasCustomPolicy(graph: TemplateGraph, target: Node): boolean {
  return graph.ofType('Custom::OpenSearchAccessPolicy').some(({ properties }) => graph.mentioned(properties).includes(target));
}

function policiesOf(graph: TemplateGraph, target: Node): [holder: Node, document: Json | undefined][] {
  const { AccessPolicies: ofDomain, KeyPolicy: ofKey } = target.properties;
  const ofBucket = graph.ofType('AWS::S3::BucketPolicy')
    .filter(({ properties }) => graph.named(properties.Bucket, target.type, 'BucketName') === target)
    .map((policy): [Node, Json | undefined] => [policy, policy.properties.PolicyDocument]);
  return [[target, ofDomain], [target, ofKey], ...ofBucket];
}

function isAbout({ resources, notResources }: Statement, isResource: (resource: string) => boolean): boolean {
  return notResources.length > 0 || resources.some(isResource);
}

/** Whether principals include a role, by reference, name or ARN. What a parameter or a condition names is only known at deployment. */
function isFor(graph: TemplateGraph, principal: Json | undefined, role: Node): boolean {
  // Without a principal it names those that it is not for.
  if (principal === undefined || isEveryone(principal) || graph.mentioned(principal).includes(role)) return true;
  const name = textOf(role.properties.RoleName);
  return (isObject(principal) ? Object.values(principal) : [principal]).flat().map(textOf).some((text) =>
    text.includes('{"Fn::') || namesParameter(graph, text) || (name !== '' && text.includes(':role/') && text.split('/').at(-1) === name));
}

/** Whether text contains what is not a resource of the template. */
export function namesParameter(graph: TemplateGraph, text: string): boolean {
  return [...text.matchAll(/\$\{(\w+)\}/g)].some(([, id]) => graph.node(id) === undefined);
}
