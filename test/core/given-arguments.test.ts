import { App, Duration, Lazy, Stack } from 'aws-cdk-lib';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Secret as AwsSecret } from 'aws-cdk-lib/aws-secretsmanager';
import * as library from '../../src';
import { Cache, Command, Compute, Database, Environment, InPlace, Network, Secret } from '../../src';
import { requireArguments } from '../../src/core/given-arguments';
import { isEnum } from '../../src/core/given-enums';
import types from '../../src/core/given-types.json';
import { SMALLEST, webPipeline } from '../helpers/web-pipeline';

type Factory = (...given: unknown[]) => unknown;

const FACTORIES: Readonly<Record<string, Readonly<Record<string, string>>>> = types.factories;
const OPTIONS: Readonly<Record<string, Readonly<Record<string, string>> | undefined>> = types.options;
const MEMBERS: Readonly<Record<string, string | undefined>> = types.members;
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

/** Something that passes for one of the type, at least for its types: the options come last. */
function passing(type: string): unknown {
  if (type.endsWith('[]')) return [passing(type.slice(0, -2))];
  const member = MEMBERS[type];
  if (isEnum(type)) return 'SOME';
  if (member === undefined || member === '') return sample(type);
  return member.endsWith('()') ? { [member.slice(0, -2)]: () => 'some' } : { [member]: 'some' };
}

/** Every factory that takes options, with options that it takes; what comes in the place of the options. */
function* withOptions(change: (options: object, names: readonly string[]) => object): Generator<[what: string, call: () => unknown]> {
  for (const [factory, parameters] of Object.entries(FACTORIES)) {
    const [kind = '', method = ''] = factory.split('.');
    const made = (library as unknown as Record<string, Record<string, Factory>>)[kind]!;
    const valid = Object.values(parameters).map(passing);
    for (const [index, type] of Object.values(parameters).entries()) {
      const names = Object.keys(OPTIONS[type] ?? {}).map((name) => name.replace('?', ''));
      if (names.length === 0) continue;
      yield [`${factory}(${type})`, () => made[method]!(...replaced(valid, index, change(valid[index] as object, names)))];
    }
  }
}

const isMistyped = (call: () => unknown): string | undefined => {
  try {
    call();
    return undefined;
  } catch (error) {
    return /^`(?:.*\.)?(\w+)` is not known, got: .*; write `\w+`$/s.exec((error as Error).message)?.[1];
  }
};

describe('an option that is not known', () => {
  const warned = jest.spyOn(process, 'emitWarning').mockImplementation();

  beforeEach(() => warned.mockClear());
  afterAll(() => warned.mockRestore());

  test('every factory warns of one that resembles none, and takes the others', () => {
    const all = [...withOptions((options) => ({ ...options, unheardOf: 1 }))];
    expect(all.length).toBeGreaterThan(40);
    for (const [what, call] of all) {
      warned.mockClear();
      expect([what, isMistyped(call)]).toEqual([what, undefined]);
      const [[text, how] = []] = warned.mock.calls as unknown[][];
      expect(text).toMatch(/^`(?:.*\.)?unheardOf` is not known and may be ignored, got: 1; leave it out(, or take one of: \w+.*)?$/);
      expect(how).toEqual({ type: 'GoStyleWebPipeline' });
    }
  });

  test('every factory refuses one that is mistyped', () => {
    let without = 0;
    const mistyped = (options: object, names: readonly string[]): object => {
      const name = names.find((each) => !(each in options));
      if (name === undefined) without += 1;
      return { ...options, [`${name}x`]: 1 };
    };
    const refused = [...withOptions(mistyped)].map(([, call]) => isMistyped(call));
    expect(refused.filter(Boolean).length).toBeGreaterThan(40);
    expect(refused.filter((prop) => prop === undefined)).toHaveLength(without);
  });

  test('none of those that are known', () => {
    const all = withOptions((options, names) => ({ ...Object.fromEntries(names.map((name) => [name, null])), ...options }));
    for (const [, call] of all) expect(isMistyped(call)).toBeUndefined();
    expect(warned).not.toHaveBeenCalled();
  });

  test('options that two factories share, and props of a wrapper, are taken', () => {
    const shared = { minCapacity: 2, memorySize: 512, startScript: 'run.sh' };
    expect(() => [Compute.fargate({ ...shared, command: ['./web'] }), Compute.lambda(shared)]).not.toThrow();
    expect(() => webPipeline(anything({ team: 'web' }))).not.toThrow();
    expect(warned).toHaveBeenCalledTimes(4);
  });

  test('what aws-cdk-lib may know by now is not warned of', () => {
    expect(() => Environment.named('staging', { env: anything({ account: '111122223333', region: 'eu-west-1', partition: 'aws' }) })).not.toThrow();
    expect(warned).not.toHaveBeenCalled();
  });
});

test('an object of a class may have more than the options, and a value that is not given is none', () => {
  class Mine {
    readonly more = 1;
    describe(): string { return 'mine'; }
  }
  const made = [...withOptions((options) => Object.assign(new Mine(), options)), ...withOptions((options) => ({ ...options, left: undefined }))];
  expect(made.map(([, call]) => isMistyped(call)).filter(Boolean)).toEqual([]);
});

test.each<[what: string, make: () => unknown, message: string | RegExp]>([
  ['an option in another case', () => Compute.fargate(anything({ memoryMib: 512 })), '`compute.memoryMib` is not known, got: 512; write `memoryMiB`'],
  ['an option with a slip', () => Environment.named('staging', anything({ aproval: 1 })),
    '`environments.staging.aproval` is not known, got: 1; write `approval`'],
  ['an option with a word more', () => library.EcsDeployment.rolling(anything({ minHealthyPercent: 100, maxHealthyPercent: 150 })),
    '`compute.deployment.maxHealthyPercent` is not known, got: 150; write `maxPercent`'],
  ['an option with a word fewer', () => library.Application.nodeJs(anything({ healthPath: '/' })),
    '`application.healthPath` is not known, got: "/"; write `healthCheckPath`'],
  ['a key of aws-cdk-lib with a slip', () => Environment.named('staging', { env: anything({ acount: '1' }) }),
    '`environments.staging.env.acount` is not known, got: "1"; write `account`'],
  ['the name of a value', () => library.Cdn.cloudFront({ priceClass: anything('PRICE_CLASS_100') }),
    '`cdn.priceClass` must be one of `PriceClass`, got: "PRICE_CLASS_100"; write `PriceClass.PRICE_CLASS_100`, or leave it out'],
  ['no value of a complete list', () => library.Cdn.cloudFront({ priceClass: anything('X') }),
    '`cdn.priceClass` must be one of `PriceClass`, got: "X"; write `PriceClass.PRICE_CLASS_100`, for example, or leave it out'],
  ['no TLS policy', () => Environment.named('staging', { https: { tlsPolicy: anything('foo') } }),
    '`environments.staging.https.tlsPolicy` must be one of `SslPolicy`, got: "foo"; write `SslPolicy.'],
  ['a TLS policy that would be older than those that are known',
    () => Environment.named('staging', { https: { tlsPolicy: anything('ELBSecurityPolicy-TLS13-1-4-2021-06') } }),
    '`environments.staging.https.tlsPolicy` must be one of `SslPolicy`, got: "ELBSecurityPolicy-TLS13-1-4-2021-06"'],
  ['a retention between two that CloudWatch accepts', () => library.Logs.cloudWatch({ retention: anything(100) }),
    '`logs.retention` must be one of `RetentionDays`, got: 100; write `RetentionDays.THREE_MONTHS`, or leave it out'],
  ['a retention beyond a year', () => library.Logs.cloudWatch({ retention: anything(366) }),
    '`logs.retention` must be one of `RetentionDays`, got: 366; write `RetentionDays.ONE_YEAR`, or leave it out'],
  ['a value in another case', () => library.Logs.openSearch({ removalPolicy: anything('Destroy') }),
    '`logs.removalPolicy` must be one of `RemovalPolicy`, got: "Destroy"; write `RemovalPolicy.DESTROY`, or leave it out'],
  ['a prop of the construct', () => webPipeline(anything({ enviroments: [] })), '`enviroments` is not known, got: []; write `environments`'],
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
  ['the deployment of another compute',
    () => library.Compute.fargate({ command: ['./web'], deployment: anything(library.LambdaDeployment.allAtOnce()) }),
    '`compute.deployment` must be what another factory makes, got: "LambdaDeployment.allAtOnce"; write `EcsDeployment.rolling()`, for example'],
  ['logs among what is used',
    () => Environment.named('qa', { uses: [anything(library.Logs.cloudWatch({ unit: 'web.service' }))] }),
    '`environments.qa.uses[0]` must be what another factory makes, got: "Logs.cloudWatch"; write `Database.postgres()`, for example'],
  ['provisioning among what is used',
    () => Environment.named('qa', { uses: [anything(library.Provisioning.packages('jq'))] }),
    '`environments.qa.uses[0]` must be what another factory makes, got: "Provisioning.packages"'],
  ['a database for a network',
    () => Environment.named('qa', { network: anything(library.Database.postgres()) }),
    '`environments.qa.network` must be what another factory makes, got: "Database.postgres"; write `Network.own()`, for example, or leave it out'],
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

test('a subclass may have props of its own', () => {
  class Mine extends library.GoStyleWebPipeline {
    constructor(parent: Stack, props: library.GoStyleWebPipelineProps & { readonly team: string }) {
      super(parent, 'Web', props);
    }
  }
  expect(new Mine(new Stack(new App(), 'WebPipeline'), { ...SMALLEST, team: 'web' }).environment('staging')).toBeDefined();
});
