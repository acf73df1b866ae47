import { App, Duration, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import {
  Cache, Cdn, Command, Compute, Database, Environment, FlowLogs, Firewall, GoStyleWebPipeline, InPlace, Logs, Nat, Network, Secret,
  ThreatDetection,
  type EnvironmentOptions, type IAttachment,
} from '../../src';
import { pairwise } from '../helpers/pairwise';
import { SMALLEST } from '../helpers/web-pipeline';

/** Optional parts of an environment: adding or removing one must not affect the others. */
const ATTACHMENTS: Readonly<Record<string, () => IAttachment>> = {
  postgres: () => Database.postgres(),
  aurora: () => Database.auroraMysql({ variablePrefix: 'ORDERS' }),
  valkey: () => Cache.valkey(),
  serverless: () => Cache.valkeyServerless({ variablePrefix: 'PAGES' }),
  secret: () => Secret.fromSecretsManager({ STRIPE_KEY: 'stripe' }),
  firewall: () => Firewall.managed(),
  guardDuty: () => ThreatDetection.guardDuty(),
};
const OPTIONS: Readonly<Record<string, () => EnvironmentOptions>> = {
  before: () => ({ beforeDeployment: Command.run('node migrate.mjs') }),
  after: () => ({ afterDeployment: Command.run('node smoke-test.mjs') }),
  logs: () => ({ logs: Logs.cloudWatch({ unit: 'web.service' }) }),
  openSearch: () => ({ logs: Logs.openSearch({ unit: 'web.service' }) }),
  cdn: () => ({ cdn: Cdn.cloudFront() }),
  stickiness: () => ({ stickiness: Duration.hours(1) }),
  thresholds: () => ({ alarmThresholds: { errorsPerMinute: 3 } }),
  rollback: () => ({ stageRollback: true }),
  flowLogs: () => ({ network: Network.own({ nat: Nat.gateways(1), flowLogs: FlowLogs.allTraffic() }) }),
  extraCapacity: () => ({ compute: Compute.ec2({ deployment: InPlace.oneAtATime({ extraCapacity: 1 }) }) }),
};
const ALL = [...Object.keys(ATTACHMENTS), ...Object.keys(OPTIONS)];

/** Logical ids with their types, of an environment with these parts. */
function resources(chosen: readonly string[]): readonly string[] {
  const uses = chosen.flatMap((name) => ATTACHMENTS[name]?.() ?? []);
  const options: EnvironmentOptions = Object.assign({ uses }, ...chosen.map((name) => OPTIONS[name]?.() ?? {}));
  const web = new GoStyleWebPipeline(new Stack(new App(), 'WebPipeline'), 'Web', { ...SMALLEST, environments: [Environment.named('qa', options)] });
  const { Resources } = Template.fromStack(web.environment('qa')).toJSON() as { Resources: Record<string, { Type: string }> };
  return Object.entries(Resources).map(([id, { Type }]) => `${id} ${Type}`);
}

const alone = new Map<string, readonly string[]>();
let none: readonly string[];
beforeAll(() => {
  none = resources([]);
  for (const name of ALL) alone.set(name, resources([name]));
}, 60_000);

/** Everything that one part creates alone is there with the others, under the same id. */
function expectAllOf(chosen: readonly string[]): void {
  const together = new Set(resources(chosen));
  const missing = [...none, ...chosen.flatMap((name) => alone.get(name)!)].filter((each) => !together.has(each));
  expect([chosen, missing]).toEqual([chosen, []]);
}

test.each(ALL)('adding %s changes no logical id', (name) => {
  expect(alone.get(name)).toEqual(expect.arrayContaining([...none]));
});

const combinations = pairwise(Object.fromEntries(ALL.map((name) => [name, [true, false]])))
  .map((combination) => ALL.filter((name) => combination[name]));

test('every two parts were combined at least once, and each was tested without the other', () => {
  for (const one of ALL) {
    for (const other of ALL.filter((name) => name !== one)) {
      expect(combinations.some((chosen) => chosen.includes(one) && chosen.includes(other))).toBe(true);
      expect(combinations.some((chosen) => chosen.includes(one) && !chosen.includes(other))).toBe(true);
    }
  }
});

test.each(combinations.map((chosen) => [chosen.join(' ') || 'none', chosen] as const))('together: %s', (_name, chosen) => {
  expectAllOf(chosen);
});

// 512 syntheses; the pairs above find most mistakes. `npx projen verify` runs all of them.
(process.env.ALL_SUBSETS ? test : test.skip)('every subset of the attachments, OpenSearch and the CDN', () => {
  const names = [...Object.keys(ATTACHMENTS), 'openSearch', 'cdn'];
  for (let subset = 0; subset < 2 ** names.length; subset += 1) {
    expectAllOf(names.filter((_, index) => Math.floor(subset / 2 ** index) % 2 === 1));
  }
}, 1_800_000);
