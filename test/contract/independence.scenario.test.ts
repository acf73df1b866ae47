import { join } from 'node:path';
import { App, Duration, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Certificate } from 'aws-cdk-lib/aws-certificatemanager';
import { SslPolicy } from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { HostedZone } from 'aws-cdk-lib/aws-route53';
import { Construct } from 'constructs';
import {
  Cache, Cdn, Command, Compute, Database, Environment, FlowLogs, Firewall, GoStyleWebPipeline, HostImage, InPlace, Logs, Nat, Network, Notification,
  Patches, Provisioning, Secret, ThreatDetection,
  type Ec2Options, type EnvironmentOptions, type GoStyleWebPipelineProps, type IAttachment, type INotification,
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
  parameter: () => Secret.fromParameterStore({ FEATURE_TOKEN: '/shop/feature-token' }),
  firewall: () => Firewall.managed(),
  guardDuty: () => ThreatDetection.guardDuty(),
};
const OPTIONS: Readonly<Record<string, (scope: Construct) => EnvironmentOptions>> = {
  before: () => ({ beforeDeployment: Command.run('node migrate.mjs') }),
  after: () => ({ afterDeployment: Command.run('node smoke-test.mjs') }),
  logs: () => ({ logs: Logs.cloudWatch({ unit: 'web.service' }) }),
  openSearch: () => ({ logs: Logs.openSearch({ unit: 'web.service' }) }),
  cdn: (scope) => ({
    cdn: Cdn.cloudFront({
      certificate: Certificate.fromCertificateArn(scope, 'EdgeCertificate', 'arn:aws:acm:us-east-1:111122223333:certificate/0c5f1a0e'),
      domainNames: ['shop.example.net'],
    }),
  }),
  stickiness: () => ({ stickiness: Duration.hours(1) }),
  thresholds: () => ({ alarmThresholds: { errorsPerMinute: 3 } }),
  rollback: () => ({ stageRollback: true }),
  flowLogs: () => ({ network: Network.own({ nat: Nat.gateways(1), flowLogs: FlowLogs.allTraffic() }) }),
  names: (scope) => ({
    domain: { hostedZone: zone(scope, 'example.com'), issueCertificate: true },
    additionalDomains: [{ hostedZone: zone(scope, 'example.org'), issueCertificate: true }],
    https: { tlsPolicy: SslPolicy.TLS13_RES, strictTransportSecurity: { maxAge: Duration.days(30) } },
  }),
};
const zone = (scope: Construct, zoneName: string) => HostedZone.fromHostedZoneAttributes(scope, zoneName, { hostedZoneId: 'Z0123456789', zoneName });

const PARTS = join(__dirname, '..', 'fixtures', 'provisioning');
/** Options of the compute. */
const HOSTS: Readonly<Record<string, () => Ec2Options>> = {
  extraCapacity: () => ({ deployment: InPlace.oneAtATime({ extraCapacity: 1 }) }),
  baked: () => ({ image: HostImage.baked({ tests: [join(PARTS, 'image-test.sh')] }) }),
  provisioning: () => ({
    provisioning: [
      Provisioning.script(join(PARTS, 'set-limits.sh')), Provisioning.packages('jq'), Provisioning.cloudInit(join(PARTS, 'cloud-config.yml')),
      Provisioning.ansible(join(PARTS, 'playbook.yml')),
    ],
  }),
};
const ALL = [...Object.keys(ATTACHMENTS), ...Object.keys(OPTIONS), ...Object.keys(HOSTS)];
/** HTTPS replaces HTTP between a CDN and its load balancer, because CloudFront never changes an origin that is in use (decision 0063). */
const REPLACED_BY_NAMES = /^(CdnHttpOrigin|LoadBalancerListener)/;

/** Logical ids with their types, of environments with these parts. A pipeline with many takes hardly longer to synthesize than one with one. */
function resources(...chosen: readonly (readonly string[])[]): readonly (readonly string[])[] {
  const stack = new Stack(new App(), 'WebPipeline');
  const environments = chosen.map((names, index) => {
    const scope = new Construct(stack, `With${index}`);
    const uses = names.flatMap((name) => ATTACHMENTS[name]?.() ?? []);
    const compute = Compute.ec2(Object.assign({}, ...names.map((name) => HOSTS[name]?.() ?? {})) as Ec2Options);
    const options: EnvironmentOptions = Object.assign({ uses, compute }, ...names.map((name) => OPTIONS[name]?.(scope) ?? {}));
    return Environment.named(`qa${index}`, options);
  });
  const web = new GoStyleWebPipeline(stack, 'Web', { ...SMALLEST, environments });
  return environments.map((_, index) => idsOf(web.environment(`qa${index}`)));
}

function idsOf(stack: Stack): readonly string[] {
  const { Resources } = Template.fromStack(stack).toJSON() as { Resources: Record<string, { Type: string }> };
  return Object.entries(Resources).map(([id, { Type }]) => `${id} ${Type}`);
}

const alone = new Map<string, readonly string[]>();
let none: readonly string[];
beforeAll(() => {
  [none] = resources([]);
  for (const name of ALL) alone.set(name, resources([name])[0]);
});

/** Everything that one part creates alone is there with the others, under the same id. */
function expectAllOf(chosen: readonly string[], ids = resources(chosen)[0]): void {
  const together = new Set(ids);
  const isReplaced = (id: string) => chosen.includes('names') && chosen.includes('cdn') && REPLACED_BY_NAMES.test(id);
  const missing = [...none, ...chosen.flatMap((name) => alone.get(name)!)].filter((each) => !together.has(each) && !isReplaced(each));
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

describe('around the environments', () => {
  const RECIPIENTS: Readonly<Record<string, () => INotification>> = {
    email: () => Notification.email('team@example.com'),
    webhook: () => Notification.webhook('https://example.com/hook'),
    slack: () => Notification.slack({ workspaceId: 'T49239U4W', channelId: 'C07EZ1ABC23' }),
    teams: () => Notification.teams({
      teamId: '0f2b8d9c-5e6a-4b7c-8d9e-0f1a2b3c4d5e', tenantId: '1a2b3c4d-5e6f-4a7b-8c9d-0e1f2a3b4c5d', channelId: '19%3aabc%40thread.tacv2',
    }),
  };
  const names = Object.keys(RECIPIENTS);
  const pipeline = (props: Partial<GoStyleWebPipelineProps>) => {
    const stack = new Stack(new App(), 'WebPipeline');
    new GoStyleWebPipeline(stack, 'Web', { ...SMALLEST, ...props });
    return idsOf(stack);
  };

  test.each(names)('without %s, the other recipients and the pipeline keep their logical ids', (left) => {
    const without = pipeline({ notifications: names.filter((name) => name !== left).map((name) => RECIPIENTS[name]!()) });
    expect(pipeline({ notifications: names.map((name) => RECIPIENTS[name]!()) })).toEqual(expect.arrayContaining([...without]));
  });

  test('patches change no logical id', () => {
    expect(pipeline({ patches: Patches.weekly() })).toEqual(expect.arrayContaining([...pipeline({})]));
  });
});

// 512 syntheses; the pairs above find most mistakes. `npx projen verify` runs all of them.
(process.env.ALL_SUBSETS ? test : test.skip)('every subset of the attachments, OpenSearch and the CDN', () => {
  // Parameters are secrets of another store.
  const names = [...Object.keys(ATTACHMENTS).filter((name) => name !== 'parameter'), 'openSearch', 'cdn'];
  const subsets = Array.from({ length: 2 ** names.length }, (_all, subset) => names.filter((_, index) => Math.floor(subset / 2 ** index) % 2 === 1));
  const AT_ONCE = 16;
  for (let start = 0; start < subsets.length; start += AT_ONCE) {
    const chosen = subsets.slice(start, start + AT_ONCE);
    for (const [index, ids] of resources(...chosen).entries()) expectAllOf(chosen[index], ids);
  }
}, 1_800_000);
