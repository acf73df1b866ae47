import { App, Stack } from 'aws-cdk-lib';
import * as fc from 'fast-check';
import { Application, Compute, InPlace, Environment, GoStyleWebPipeline, Network, type NodeApplicationOptions } from '../../src';
import { chosenEnvironment, CHOICES, HERE, type EnvironmentChoice, type Sizes } from '../helpers/environment-choices';
import { pairwise } from '../helpers/pairwise';
import { cloudFormationFindings } from '../helpers/validation-report';
import { SMALLEST } from '../helpers/web-pipeline';

/** More runs find more: `PROPERTY_RUNS=30 npx jest test/contract/properties`, as `npx projen verify` does. */
const RUNS = Number(process.env.PROPERTY_RUNS ?? 2);

const LONG_ENOUGH = 120_000;

interface Combination {
  readonly application: NodeApplicationOptions;
  readonly environments: readonly { readonly choice: EnvironmentChoice; readonly sizes: Sizes }[];
}

/** One app, because a pipeline with many environments takes hardly longer to synthesize than one with a single environment. */
function synthesizable({ application, environments }: Combination): App {
  const app = new App();
  const stack = new Stack(app, 'WebPipeline', { env: HERE });
  new GoStyleWebPipeline(stack, 'Web', {
    ...SMALLEST,
    application: Application.nestJs(application),
    environments: environments.map(({ choice, sizes }, index) => chosenEnvironment(`e${index + 10}`, choice, sizes, stack)),
  });
  return app;
}

/** Expected warnings: what a bucket or role must allow. */
const MEANT = /gostyle:(accessLogBucket|instanceRole)/;

const combinations = pairwise(CHOICES);
const environmentsOf = (choices: EnvironmentChoice[]): Combination['environments'] =>
  choices.map((choice) => ({ choice, sizes: { minCapacity: 4 } }));

test('every pair of choices synthesizes and passes our own checks', () => {
  expect(() => synthesizable({ application: {}, environments: environmentsOf(combinations) }).synth()).not.toThrow();
}, LONG_ENOUGH);

/** The first combinations contain most pairs. All of them would take as long as all other tests together. */
test('CloudFormation Validate finds nothing in combinations of choices', () => {
  const judged = process.env.PROPERTY_RUNS ? combinations : combinations.slice(0, 5);
  const app = synthesizable({ application: {}, environments: environmentsOf(judged) });
  expect(cloudFormationFindings(app).filter((finding) => !MEANT.test(finding))).toEqual([]);
}, LONG_ENOUGH);

/** Names that the library refuses, sets itself, or leaves to Bash. */
const RESERVED = /^(PORT|HOST|PATH|PS4|BASH.*|SHELLOPTS)$/;

const environmentVariables = fc.dictionary(
  fc.stringMatching(/^[A-Z][A-Z0-9_]{1,12}$/).filter((key) => !RESERVED.test(key)),
  fc.stringMatching(/^[ -~]{0,60}$/),
  { maxKeys: 5 },
);

const combination: fc.Arbitrary<Combination> = fc.record({
  application: fc.record<NodeApplicationOptions>({
    port: fc.integer({ min: 1024, max: 65_535 }),
    healthCheckPath: fc.stringMatching(/^\/[a-z0-9/._-]{0,40}$/),
    environmentVariables,
  }, { requiredKeys: [] }),
  environments: fc.array(fc.record({
    choice: fc.record(Object.fromEntries(Object.entries(CHOICES).map(([name, values]) => [name, fc.constantFrom<unknown>(...values)]))) as
      unknown as fc.Arbitrary<EnvironmentChoice>,
    sizes: fc.record<Sizes>({ minCapacity: fc.integer({ min: 3, max: 40 }), environmentVariables }),
  }), { minLength: 1, maxLength: 12, size: 'max' }),
});

/** A failure names the seed and the combination. */
test('every accepted combination synthesizes and passes our own checks', () => {
  fc.assert(fc.property(combination, (accepted) => {
    synthesizable(accepted).synth();
  }), { numRuns: RUNS, endOnFailure: true });
}, LONG_ENOUGH * RUNS);
/** A prop, and a value that it refuses. */
const refused = fc.oneof(
  fc.string().filter((text) => !/^[a-z]{2}(-[a-z]+)+-\d+$/.test(text))
    .map((region) => ['environments.live.env.region', () => Environment.named('live', { env: { ...HERE, region } })] as const),
  fc.string().filter((text) => !/^\d{12}$/.test(text))
    .map((account) => ['environments.live.env.account', () => Environment.named('live', { env: { ...HERE, account } })] as const),
  fc.oneof(fc.integer({ max: 1023 }), fc.integer({ min: 65_536 })).map((port) => ['application.port', () => Application.nestJs({ port })] as const),
  fc.string().filter((text) => !text.startsWith('/'))
    .map((healthCheckPath) => ['application.healthCheckPath', () => Application.nestJs({ healthCheckPath })] as const),
  fc.integer({ max: 0 }).map((minCapacity) => ['compute.minCapacity', () => Compute.ec2({ minCapacity })] as const),
  fc.integer({ min: 3, max: 100 })
    .map((minCapacity) => ['compute.minCapacity', () => Compute.ec2({ minCapacity, maxCapacity: minCapacity - 1 })] as const),
  fc.string().filter((text) => !/^[A-Za-z][A-Za-z0-9-]{0,30}[A-Za-z0-9]$/.test(text))
    .map((text) => ['environments.name', () => Environment.named(text)] as const),
  fc.string().map((text) => ['compute.deployment', () => InPlace.predefined(text)] as const),
  fc.oneof(fc.integer({ max: 0 }), fc.integer({ min: 100 }))
    .map((percentage) => ['compute.deployment', () => InPlace.minHealthyPercentage(percentage)] as const),
  fc.oneof(fc.integer({ max: 1 }), fc.integer({ min: 4 }))
    .map((availabilityZones) => ['network.availabilityZones', () => Network.own({ availabilityZones })] as const),
);

test('refuses every other value by the name of its prop', () => {
  fc.assert(fc.property(refused, ([prop, make]) => {
    expect(make).toThrow(`\`${prop}\` must`);
  }), { numRuns: 300 });
});
