import { App, Duration, Lazy, Stack } from 'aws-cdk-lib';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Secret as AwsSecret } from 'aws-cdk-lib/aws-secretsmanager';
import * as library from '../../src';
import { Cache, Command, Compute, Database, Environment, InPlace, Network, Secret } from '../../src';
import { requireArguments } from '../../src/core/given-arguments';
import types from '../../src/core/given-types.json';
import { webPipeline } from '../helpers/web-pipeline';

type Factory = (...given: unknown[]) => unknown;

const FACTORIES: Readonly<Record<string, Readonly<Record<string, string>>>> = types.factories;
const OPTIONS: Readonly<Record<string, Readonly<Record<string, string>> | undefined>> = types.options;
const CONNECTION = 'arn:aws:codeconnections:eu-central-1:111122223333:connection/2b6e1f3c-5d0a-4c39-9a57-0d8f6f1f7f10';

/** Values that languages without types allow. */
const anything = <T>(value: unknown): T => value as T;
/** No argument and no prop of any factory is one of these. */
const WRONG = [null, Symbol('wrong'), () => 1];
/** Some factories take some of these. */
const STRANGE = [undefined, 42, NaN, -1, 'x', '', true, {}, [], [null], [{}], { A: null }, 1n];

const scope = new Stack(new App(), 'Scope');

/** A valid value of the type that most factories take. */
function sample(type: string): unknown {
  if (type.endsWith('[]')) return [sample(type.slice(0, -2))];
  if (type.endsWith('{}')) return { SAMPLE: sample(type.slice(0, -2)) };
  const options = OPTIONS[type];
  if (options) return Object.fromEntries(Object.entries(options).filter(([name]) => !name.endsWith('?')).map(([name, each]) => [name, sample(each)]));
  switch (type) {
    case 'string': return CONNECTION;
    case 'number': return 2;
    case 'boolean': return true;
    case 'Duration': return Duration.minutes(5);
    case 'IAttachment': return Cache.valkey();
    case 'Runtime': return library.Runtime.nodeJs();
    case 'Construct':
    case 'IConstruct': return scope;
    default: return {};
  }
}

const replaced = (list: unknown[], at: number, by: unknown): unknown[] => list.map((each, index) => (index === at ? by : each));

/** The error's message if it names the prop; otherwise the error that a user could not understand. */
function refusal(call: () => unknown): { readonly prop?: string; readonly nonsense?: string } {
  try {
    call();
    return {};
  } catch (error) {
    const { message } = error as Error;
    const [, prop] = /^`([^`]+)` \S.*, got: .+; \S/s.exec(message) ?? [];
    return prop === undefined ? { nonsense: message } : { prop };
  }
}

/** Every argument and every prop of every factory, with each of the values in its place. */
function* tries(values: readonly unknown[]): Generator<[what: string, call: () => unknown]> {
  for (const [factory, parameters] of Object.entries(FACTORIES)) {
    const [kind = '', method = ''] = factory.split('.');
    const made = (library as unknown as Record<string, Record<string, Factory>>)[kind]!;
    const valid = Object.values(parameters).map(sample);
    for (const [index, [parameter, type]] of Object.entries(parameters).entries()) {
      for (const value of values) {
        if (type !== 'anything') yield [`${factory}(${parameter})`, () => made[method]!(...replaced(valid, index, value))];
        for (const [name, propType] of Object.entries(OPTIONS[type] ?? {})) {
          const given = { ...valid[index] as object, [name.replace('?', '')]: value };
          if (propType !== 'anything') yield [`${factory}(${parameter}.${name})`, () => made[method]!(...replaced(valid, index, given))];
        }
      }
    }
  }
}

test('every factory refuses a value of a wrong type, and names the prop', () => {
  const all = [...tries(WRONG)];
  expect(all.length).toBeGreaterThan(900);
  expect(all.filter(([, call]) => refusal(call).prop === undefined).map(([what]) => what)).toEqual([]);
});

test('no factory throws an error of JavaScript itself, whatever it is given', () => {
  const nonsense = [...tries(STRANGE)].flatMap(([what, call]) => {
    const found = refusal(call).nonsense;
    return found === undefined ? [] : [`${what}: ${found}`];
  });
  expect(nonsense).toEqual([]);
});

test.each<[what: string, make: () => unknown, message: string]>([
  ['no options', () => Cache.valkey(anything(null)), '`Cache.valkey` must be an object, got: null; write `{ ... }`, or leave it out'],
  ['a number for a duration',
    () => Database.postgres({ backupRetention: anything(7) }),
    '`Database.postgres.backupRetention` must be a Duration, got: 7; write `Duration.minutes(5)`, for example, or leave it out'],
  ['a list of which one is wrong',
    () => Environment.named('staging', { uses: anything([Cache.valkey(), 1]) }),
    '`environments.staging.uses[1]` must be created with this library, got: 1; write `Database.postgres()`, for example'],
  ['text for a list', () => Environment.named('staging', { uses: anything('valkey') }), '`environments.staging.uses` must be a list, got: "valkey"'],
  ['a number for text', () => Command.run(anything(1)), '`Command.run` must be text, got: 1; write it in quotes'],
  ['text for an object',
    () => Compute.ec2({ instanceType: anything('t3.small') }),
    '`compute.instanceType` must be an InstanceType, got: "t3.small"; write `new InstanceType('],
  ['what was written out',
    () => Compute.ec2({ deployment: anything({ hosts: 1 }) }),
    '`compute.deployment` must be created with this library, got: {"hosts":1}'],
  ['another construct',
    () => Network.existing(anything(new Key(scope, 'Key')), {}),
    '`Network.existing` must be an IVpc, got: a Key; write `Vpc.fromLookup('],
  ['a secret for its name',
    () => Secret.fromSecretsManager({ KEY: anything(AwsSecret.fromSecretNameV2(scope, 'Secret', 'a')) }),
    '`Secret.fromSecretsManager.KEY` must be text, got: '],
  ['a list for variables',
    () => Environment.named('staging', { environmentVariables: anything(['A=1']) }),
    '`environments.staging.environmentVariables` must be an object of names and values, got: ["A=1"]'],
  ['one of several', () => library.Provisioning.packages('jq', anything(undefined)), '`Provisioning.packages` must be text, got: undefined'],
  ['a prop of the construct',
    () => webPipeline({ notifications: anything('a@example.com') }),
    '`notifications` must be a list, got: "a@example.com"'],
  ['an option in an option',
    () => InPlace.minHealthyHosts(1, { zonal: anything(true) }),
    '`compute.deployment.zonal` must be an object, got: true; write `{ ... }`, or leave it out'],
])('%s', (_, make, message) => {
  expect(make).toThrow(message);
});

test('values that are known only at deployment are accepted', () => {
  const stack = new Stack(new App(), 'Pipeline');
  const later = Lazy.any({ produce: () => 'known later' });
  for (const factory of ['Command.run', 'Notification.email', 'Secret.fromSecretsManager']) {
    expect(() => requireArguments(factory, [later])).not.toThrow();
    expect(() => requireArguments(factory, [1])).toThrow('got: 1');
  }
  expect(() => Network.own({ cidr: stack.account })).toThrow('`network.cidr` must be known at synthesis');
});
