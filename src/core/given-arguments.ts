import { Token } from 'aws-cdk-lib';
import { enumExample, isEnum, isEnumValue } from './given-enums';
import types from './given-types.json';
import { madeBy } from './made-by';
import { isWritten, misuse } from './misuse';
import { similarTo } from './similar';

/** What an argument or a prop is called, by its type: `anything`, `string`, `Duration`, `Duration[]`, `string{}`, the name of options. */
type Types = Readonly<Record<string, string>>;

const FACTORIES = types.factories as Readonly<Record<string, Types | undefined>>;
const OPTIONS = types.options as Readonly<Record<string, Types | undefined>>;
/** What each factory makes: its type, and those that this extends. */
const MADE = types.made as Readonly<Record<string, readonly string[] | undefined>>;
const MEMBERS = types.members as Readonly<Record<string, string | undefined>>;

const PRIMITIVES = ['string', 'number', 'boolean'];
/** How the names of options of aws-cdk-lib begin. */
const FOREIGN = 'aws-cdk-lib.';

/** What messages call the options of factories: the props that take what the factory makes. */
const PROPS: Readonly<Record<string, string | undefined>> = {
  Application: 'application',
  Cdn: 'cdn',
  Compute: 'compute',
  EcsDeployment: 'compute.deployment',
  Firewall: 'firewall',
  FlowLogs: 'flowLogs',
  HostImage: 'compute.image',
  InPlace: 'compute.deployment',
  LambdaDeployment: 'compute.deployment',
  Logs: 'logs',
  Network: 'network',
  Patches: 'patches',
  Runtime: 'runtime',
  Source: 'source',
};

/** Whether the types of its arguments, or of what it makes, are known. */
export function isFactory(name: string): boolean {
  return FACTORIES[name] !== undefined || MADE[name] !== undefined;
}

/** How each type of the library is made. */
const OWN: Readonly<Record<string, string | undefined>> = {
  BuildSecret: 'BuildSecret.fromSecretsManager(secret)',
  Command: 'Command.run(\'node dist/migrate.js\')',
  EcsDeployment: 'EcsDeployment.rolling()',
  EcsHook: 'EcsHook.lambda(handler, stages)',
  Environment: 'Environment.named(\'staging\')',
  FlowLogs: 'FlowLogs.allTraffic()',
  HostImage: 'HostImage.baked()',
  IApplication: 'Application.nodeJs()',
  IApproval: 'Approval.manual()',
  IAttachment: 'Database.postgres()',
  ICdn: 'Cdn.cloudFront()',
  ICompute: 'Compute.ec2()',
  ILogs: 'Logs.cloudWatch()',
  INat: 'Nat.gatewayPerZone()',
  INetwork: 'Network.own()',
  INotification: 'Notification.email(\'team@example.com\')',
  InPlace: 'InPlace.oneAtATime()',
  IProvisioning: 'Provisioning.packages(\'jq\')',
  ISource: 'Source.gitHub({ ... })',
  LambdaDeployment: 'LambdaDeployment.allAtOnce()',
  Patches: 'Patches.weekly()',
  Runtime: 'Runtime.nodeJs()',
  SecretReference: 'SecretReference.fromSecretsManager(secret)',
};

/** How some of the types of aws-cdk-lib are made. */
const EXAMPLES: Readonly<Record<string, string | undefined>> = {
  Duration: 'Duration.minutes(5)',
  IBucket: 'Bucket.fromBucketName(stack, id, name)',
  ICertificate: 'Certificate.fromCertificateArn(stack, id, arn)',
  InstanceType: 'new InstanceType(\'t3.small\')',
  IVpc: 'Vpc.fromLookup(stack, id, { vpcId })',
};

/** Rejects arguments of a factory that have other types than it documents, because languages without types let anything through. */
export function requireArguments(factory: string, given: readonly unknown[]): void {
  for (const [index, [parameter, type]] of Object.entries(FACTORIES[factory] ?? {}).entries()) {
    const variadic = parameter.startsWith('...');
    const name = parameter.replace(/^\.\.\.|\?$/g, '');
    const path = index === 0 || OPTIONS[type] ? factory : `${factory}.${name}`;
    const values = variadic ? given.slice(index) : [given[index]];
    for (const value of values) requireType(path, type, value, parameter.endsWith('?'), propsOf(factory, given));
  }
}

/**
 * Rejects props of other types than the options document, and those that are probably mistyped. Others that are not known may be meant for somebody
 * else (decision 0069), so they cause only a warning.
 *
 * @param only false for a subclass, which may have more
 */
export function requireOptions(path: string, options: string, given: object = {}, only = true): void {
  const props = Object.entries(OPTIONS[options] ?? {}).map(([name, type]) => ({ prop: name.replace(/\?$/, ''), type, optional: name.endsWith('?') }));
  const pathOf = (prop: string) => path === '' ? prop : `${path}.${prop}`;
  // An object of a class may have more than the interface that it implements.
  const written = only && isWritten(given) ? Object.entries(given) : [];
  const known = props.map(({ prop }) => prop);
  const unknown = written.filter(([prop, value]) => value !== undefined && !known.includes(prop));
  for (const [prop, value] of unknown) refuseOrWarn(pathOf(prop), { prop, value, options, left: known.filter((each) => !(each in given)) });
  for (const { prop, type, optional } of props) requireType(pathOf(prop), type, (given as Record<string, unknown>)[prop], optional);
}

/**
 * Rejects what an implementation from outside returned with other types than documented.
 *
 * @param path of the prop with the implementation
 * @param type what its `bind` returns
 */
export function requireReturned<T>(path: string, type: string, returned: T): T {
  const member = `${path}.bind()`;
  if (!isObject(returned) || 'then' in returned) {
    throw misuse(member, `must return \`${type}\`, and no promise of it`, returned, 'return `{ ... }`');
  }
  requireOptions(member, type, returned);
  return returned;
}

interface Unknown {
  readonly prop: string;
  readonly value: unknown;
  readonly options: string;
  /** Props that are not given. */
  readonly left: readonly string[];
}

function refuseOrWarn(path: string, { prop, value, options, left }: Unknown): void {
  const meant = similarTo(prop, left);
  if (meant !== undefined) throw misuse(path, 'is not known', value, `write \`${meant}\``);
  // A newer aws-cdk-lib may know it.
  if (options.startsWith(FOREIGN)) return;
  const fix = left.length === 0 ? 'leave it out' : `leave it out, or take one of: ${left.join(', ')}`;
  const { message } = misuse(path, 'is not known and may be ignored', value, fix);
  process.emitWarning(message, { type: 'GoStyleWebPipeline' });
}

function propsOf(factory: string, given: readonly unknown[]): string {
  const [kind = '', method = ''] = factory.split('.');
  if (kind === 'Environment') return `environments.${String(given[0])}`;
  if (kind === 'Notification') return `notifications.${method}`;
  if (kind === 'Nat') return 'network.nat';
  return PROPS[kind] ?? factory;
}

function requireType(path: string, type: string, value: unknown, optional: boolean, props = path): void {
  if (value === undefined && optional || type === 'anything' || Token.isUnresolved(value) && OWN[type] === undefined) return;
  const fix = optional ? `${fixOf(type, value)}, or leave it out` : fixOf(type, value);
  if ((value === undefined || value === null && !optional) && !PRIMITIVES.includes(type)) throw misuse(path, 'must be given', value, fix);
  const list = /^(.*)(\[\]|\{\})$/.exec(type);
  if (list) return requireEach(path, list[1]!, list[2] === '[]', value, fix);
  requireMadeFor(path, type, value, fix);
  if (!isOf(type, value)) throw misuse(path, ruleOf(type), value, fix);
  if (OPTIONS[type]) requireOptions(props, type, value as object);
}

/** Many types have only a method `bind`, so what is meant for another prop has the right members. */
function requireMadeFor(path: string, type: string, value: unknown, fix: string): void {
  const factory = madeBy(value);
  if (factory === undefined || OWN[type] === undefined || MADE[factory]?.includes(type) !== false) return;
  throw misuse(path, 'must be what another factory makes', factory, fix);
}

function requireEach(path: string, type: string, isList: boolean, value: unknown, fix: string): void {
  if (isList) {
    if (!Array.isArray(value)) throw misuse(path, 'must be a list', value, fix);
    for (const [index, item] of (value as unknown[]).entries()) requireType(`${path}[${index}]`, type, item, false);
    return;
  }
  if (!isObject(value)) throw misuse(path, 'must be an object of names and values', value, fix);
  for (const [name, item] of Object.entries(value)) requireType(`${path}.${name}`, type, item, false);
}

function isOf(type: string, value: unknown): boolean {
  if (PRIMITIVES.includes(type)) return typeof value === type;
  if (isEnum(type)) return isEnumValue(type, value);
  if (type === 'date') return value instanceof Date;
  if (!isObject(value)) return false;
  // Classes of the library cannot be written out: their members would be there, but not what their factories check.
  if (OWN[type] !== undefined && !isInterface(type)) return isInstanceOf(value, type);
  const member = MEMBERS[type];
  if (member?.endsWith('()')) return typeof (value as Record<string, unknown>)[member.slice(0, -2)] === 'function';
  if (member !== '') return member === undefined || member in value;
  // Of foreign types without public members, only a plain object, written as `{ ... }`, is certainly wrong.
  return Object.getPrototypeOf(value) !== Object.prototype;
}

function isInterface(type: string): boolean {
  return /^I[A-Z][a-z]/.test(type);
}

/** By name: applications may have several copies of the library. */
function isInstanceOf(value: object | null, type: string): boolean {
  return value !== null && ((value.constructor as { readonly name: string } | undefined)?.name === type
    || isInstanceOf(Object.getPrototypeOf(value) as object | null, type));
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function ruleOf(type: string): string {
  if (type === 'string') return 'must be text';
  if (type === 'number' || type === 'date') return `must be a ${type}`;
  if (type === 'boolean') return 'must be true or false';
  if (isEnum(type)) return `must be one of \`${type}\``;
  if (OPTIONS[type]) return 'must be an object';
  if (OWN[type] !== undefined) return 'must be created with this library';
  return `must be ${/^[AEIO]/.test(type) ? 'an' : 'a'} ${type}`;
}

function fixOf(type: string, value: unknown): string {
  if (type.endsWith('[]')) return 'write `[...]`';
  if (type.endsWith('{}') || OPTIONS[type]) return 'write `{ ... }`';
  if (type === 'string') return 'write it in quotes';
  if (type === 'number') return 'write a number';
  if (type === 'boolean') return 'write `true` or `false`';
  if (isEnum(type)) return enumExample(type, value);
  if (type === 'date') return 'write `new Date(...)`';
  const example = EXAMPLES[type] ?? OWN[type];
  return example === undefined ? 'create it with aws-cdk-lib' : `write \`${example}\`, for example`;
}
