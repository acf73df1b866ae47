import { matches } from './iam-view';
import type { Json } from '../../assembly/json';
import { logicalIdOf, textOf } from '../../assembly/text';

/** Placeholder for a partition, region or account that CloudFormation fills in. */
const DECIDED_LATER = '\0';

/** Whether a policy's resource covers a value: a reference to the same resource, or an ARN that contains the name (`*` matches anything). */
export function covers(resource: string, value: Json | undefined): boolean {
  if (resource === '*' || resource.includes('{"Fn::')) return true;
  const id = logicalIdOf(value);
  if (id !== undefined) return resource.includes(`\${${id}}`) || resource.includes(`\${${id}.`) || nameOf(resource) === '*';
  const text = textOf(value);
  // Results of functions are only known at deployment.
  if (text.includes('{"Fn::')) return true;
  if (text.startsWith('arn:')) return coversArn(resource, text);
  return matches(nameOf(resource), text);
}

/** Whether a policy's resource covers what is below a value, such as the objects of a bucket or the paths of a domain. */
export function coversBelow(resource: string, value: Json | undefined): boolean {
  if (resource === '*' || resource.includes('{"Fn::')) return true;
  const id = logicalIdOf(value);
  if (id !== undefined) return /[*?]/.test(resource) && covers(resource, value);
  return covers(resource, `${textOf(value)}/x`);
}

/** Partition, region and account may be literal in one place and pseudo parameters in the other. */
function coversArn(pattern: string, arn: string): boolean {
  const [given, wanted] = [pattern, arn].map((text) => text.replace(/\$\{AWS::\w+\}/g, DECIDED_LATER).split(':'));
  const fields = given.map((field, index) => (index < 5 && [field, wanted[index]].includes(DECIDED_LATER) ? wanted[index] : field));
  return matches(fields.join(':'), wanted.join(':'));
}

/** The name in an ARN: `Web` in `stack/Web/*`, in `application:Web` and in a topic's ARN. */
export function nameOf(resource: string): string {
  const [type, name] = resource
    .replace(/\$\{AWS::\w+\}/g, '-')
    .split(':')
    .slice(5)
    .join(':')
    .split(/[/:]/);
  return name ?? type;
}
