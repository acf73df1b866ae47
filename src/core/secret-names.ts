import { Token } from 'aws-cdk-lib';
import type { IParameter } from 'aws-cdk-lib/aws-ssm';
import { misuse, requirePattern } from './misuse';
import { secretIn } from './secret-values';

/** What is certainly no name, besides the secrets that nothing may contain. */
const VALUES: readonly RegExp[] = [
  /^AIza[\w-]{35}$/,
  /^eyJ[\w-]{10,}\.[\w-]+\.[\w-]*$/,
  /^[a-z][a-z0-9+.-]*:\/\//i,
];

const ARN = /^arn:[\w-]+:secretsmanager:[\w-]+:\d{12}:secret:/;

/** A parsed reference: name or ARN of the secret, and the field. */
export interface NamedSecret {
  readonly id: string;
  readonly isArn: boolean;
  readonly field?: string;
}

/** `name`, `name:field`, or an ARN, whose seventh part is the name. */
export function namedSecret(text: string): NamedSecret {
  const parts = text.split(':');
  const isArn = ARN.test(text);
  const length = isArn ? 7 : 1;
  const field = parts.slice(length).join(':');
  return { id: parts.slice(0, length).join(':'), isArn, ...field !== '' && { field } };
}

export function requireSecretName(prop: string, text: string): void {
  requireName(prop, text, 'secret of Secrets Manager');
  if (Token.isUnresolved(text)) return;
  const { id, isArn, field } = namedSecret(text);
  if (!isArn) requireNoOtherArn(prop, text);
  if (text.endsWith(':')) {
    throw misuse(prop, 'must have a field after its last `:`', `${text.slice(0, 4)}...`, 'write the field, or leave out the `:`');
  }
  requireField(prop, field);
  const name = isArn ? id.split(':')[6] ?? '' : id;
  if (/^[\w/+=.@-]{1,512}$/.test(name)) return;
  throw misuse(prop, 'must be the name or ARN of a secret (1 to 512 letters, digits and `/_+=.@-`), with `:field` for one field of a JSON value',
    `${text.slice(0, 4)}...`, 'look it up with `aws secretsmanager list-secrets`');
}

/** An ARN of anything else would be taken for the field `aws:...` of a secret named `arn`. */
function requireNoOtherArn(prop: string, text: string): void {
  const service = /^arn:[^:]*:([^:]*)/.exec(text)?.[1];
  if (service === undefined) return;
  const fix = service === 'ssm' ? 'use `fromParameterStore`, with the name of the parameter' : 'look it up with `aws secretsmanager list-secrets`';
  throw misuse(prop, 'must be the ARN of a secret of Secrets Manager, or its name', text, fix);
}

/** The key in a JSON value: hosts, containers and dynamic references each have it in a list of other words. */
export function requireField(prop: string, field: string | undefined): void {
  if (field === undefined) return;
  requireName(prop, field, 'field of a secret');
  requirePattern(prop, field, /^[^\s{}:\x00-\x1f\x7f]+$/, 'must have a field without spaces, colons and braces',
    'rename the field in the JSON value; a stage or version cannot be given');
}

export function requireParameterName(prop: string, name: string): void {
  requireName(prop, name, 'parameter of Parameter Store');
  if (Token.isUnresolved(name)) return;
  const [, named] = /^arn:[^:]*:ssm:[^:]*:\d*:parameter(\/.+)$/.exec(name) ?? [];
  if (named !== undefined) {
    throw misuse(prop, 'must be the name of a parameter, in the account and region of the environment, and not its ARN', name, `write \`${named}\``);
  }
  if (/^[^/:]+\/./.test(name)) {
    throw misuse(prop, 'must begin with `/`, because Parameter Store takes levels only below it', name, `write \`/${name}\``);
  }
  if (/^\/?[\w.-]+(\/[\w.-]+){0,14}$/.test(name) && name.length <= 1011 && !/^\/?(aws|ssm)/i.test(name)) return;
  throw misuse(prop, 'must be the name of a parameter (letters, digits and `_.-`, levels with `/` between them, not beginning with `aws` or `ssm`)',
    name, 'look it up with `aws ssm describe-parameters`');
}

/** The commas of a list would be in the value. */
export function requireNoList(prop: string, { parameterName, parameterType }: IParameter): void {
  if (parameterType !== 'StringList') return;
  throw misuse(prop, 'must not be a list', parameterName, 'use a `StringParameter`, whose value the application splits');
}

/** The value is not repeated: it would be in the log of every build. */
function requireName(prop: string, text: string, what: string): void {
  const shown = secretIn(text)?.shown ?? (VALUES.some((value) => value.test(text)) ? `${text.slice(0, 4)}...` : undefined);
  if (shown === undefined) return;
  throw misuse(prop, `must be the name of a ${what}, and not a secret itself`, shown,
    'put the value into the store, write its name here, and rotate the value, because it was in the code');
}
