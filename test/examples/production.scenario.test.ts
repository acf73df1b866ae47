import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Template } from 'aws-cdk-lib/assertions';
import { EXAMPLE, synthesize } from './synthesize';
import { RoleSimulator } from '../helpers/iam-simulator';
import { resources } from '../helpers/resources';
import { arn } from '../helpers/role-permissions';

const assembly = mkdtempSync(join(tmpdir(), 'production-'));
const FINDINGS = join(assembly, 'findings.json');
afterAll(() => rmSync(assembly, { recursive: true }));

type Where = 'pipeline' | 'staging' | 'production';
const templates = {} as Record<Where, Template>;
let assets: string;
beforeAll(() => {
  synthesize('production.ts', assembly, [require.resolve('./nag')], { FINDINGS });
  const files = readdirSync(assembly, { recursive: true, encoding: 'utf8' });
  const template = (end: string) => {
    const path = files.find((file) => file.includes(end) && file.endsWith('.template.json'))!;
    return Template.fromJSON(JSON.parse(readFileSync(join(assembly, path), 'utf8')) as object);
  };
  templates.pipeline = Template.fromJSON(JSON.parse(readFileSync(join(assembly, 'LinkShortener.template.json'), 'utf8')) as object);
  templates.staging = template('LinkShortener-staging/');
  templates.production = template('LinkShortener-production/');
  assets = files.filter((file) => /asset\.\w+\.sh$/.test(file)).map((file) => readFileSync(join(assembly, file), 'utf8')).join('\n');
});

const BOTH = ['staging', 'production'] as const;
/** The wishes of an operator: where each is in the templates, by type and, if the type alone does not show it, by text of its properties. */
const WISHES: [wish: string, where: readonly Where[], type: string, properties?: RegExp][] = [
  ['a database', BOTH, 'AWS::RDS::DBInstance', /"Engine":"postgres"/],
  ['a cache', BOTH, 'AWS::ElastiCache::ReplicationGroup', /"Engine":"valkey"/],
  ['a secret of Secrets Manager', ['production'], 'AWS::IAM::Policy', /secretsmanager:GetSecretValue.*link-shortener\/production\/admin-tokens/],
  ['a secret of Parameter Store', ['staging'], 'AWS::IAM::Policy', /ssm:GetParameters.*link-shortener\/staging\/admin-tokens/],
  ['a migration', BOTH, 'AWS::CodeBuild::Project', /migrate\.mjs/],
  ['a smoke test', BOTH, 'AWS::CodeBuild::Project', /smoke-test\.mjs/],
  ['threat detection', ['production'], 'Custom::GuardDutyDetector'],
  ['flow logs', ['production'], 'AWS::EC2::FlowLog', /"TrafficType":"ALL"/],
  ['a rate limit', ['production'], 'AWS::WAFv2::WebACL', /"Limit":20000/],
  ['bot control', ['production'], 'AWS::WAFv2::WebACL', /AWSManagedRulesBotControlRuleSet/],
  ['a CDN', ['production'], 'AWS::CloudFront::Distribution', /"links\.example\.com","links\.example\.org"/],
  ['nobody passes the CDN by', ['production'], 'AWS::CloudFront::VpcOrigin'],
  ['searchable logs', ['production'], 'AWS::OpenSearchService::Domain'],
  ['e-mail', ['pipeline'], 'AWS::SNS::Subscription', /"Protocol":"email"/],
  ['a webhook', ['pipeline'], 'AWS::SNS::Subscription', /"Protocol":"https"/],
  ['Slack', ['pipeline'], 'AWS::Chatbot::SlackChannelConfiguration'],
  ['Teams', ['pipeline'], 'AWS::Chatbot::MicrosoftTeamsChannelConfiguration'],
  ['a golden image', BOTH, 'AWS::ImageBuilder::Image'],
  ['patches', ['pipeline'], 'AWS::Scheduler::Schedule', /Europe\/Berlin/],
  ['a name', ['staging'], 'AWS::Route53::RecordSet', /"staging\.links\.example\.com\."/],
  ['several names', ['production'], 'AWS::Route53::RecordSet', /"links\.example\.org\."/],
  ['a certificate', BOTH, 'AWS::CertificateManager::Certificate', /links\.example\.com/],
  ['a certificate for each name', ['production'], 'AWS::CertificateManager::Certificate', /"links\.example\.org"/],
  ['a TLS policy', ['production'], 'AWS::ElasticLoadBalancingV2::Listener', /"SslPolicy":"ELBSecurityPolicy-TLS13-1-2-Res-/],
  ['HSTS', ['production'], 'AWS::ElasticLoadBalancingV2::Listener', /max-age=2592000/],
  ['sticky sessions', ['production'], 'AWS::ElasticLoadBalancingV2::TargetGroup', /stickiness\.lb_cookie\.duration_seconds","Value":"600"/],
];

test.each(WISHES)('%s', (_wish, where, type, properties = /./) => {
  for (const each of where) {
    const texts = Object.values(resources(templates[each])).filter(({ Type }) => Type === type).map((resource) => JSON.stringify(resource));
    expect(texts).toContainEqual(expect.stringMatching(properties));
  }
});

test('provisioning of every kind is in the image', () => {
  for (const part of ['01-notice', '02-packages', '03-cloud-config', '04-site']) expect(assets).toContain(`run_part ${part} `);
});

test('AwsSolutions has no finding that is not acknowledged', () => {
  expect(JSON.parse(readFileSync(FINDINGS, 'utf8'))).toEqual([]);
});

/** Replacing one would replace a resource of whoever deployed the example: people review this list, and no command updates it. */
test.each(['pipeline', ...BOTH] as const)('logical ids: %s', (where) => {
  expect(Object.entries(resources(templates[where])).map(([id, { Type }]) => `${id} ${Type}`).sort()).toMatchSnapshot();
});

test('hosts may read the secret of their own environment only', () => {
  const staging = new RoleSimulator(templates.staging, 'InstanceRole');
  const production = new RoleSimulator(templates.production, 'InstanceRole');
  const parameter = (name: string) => arn(`ssm:@:parameter/link-shortener/${name}/admin-tokens`);
  const secret = (name: string) => arn(`secretsmanager:@:secret:link-shortener/${name}/admin-tokens-AbCdEf`);
  const reads = { parameter: 'ssm:GetParameters', secret: 'secretsmanager:GetSecretValue' };
  expect(BOTH.map((name) => staging.allows(reads.parameter, parameter(name)))).toEqual([true, false]);
  expect(BOTH.map((name) => staging.allows(reads.secret, secret(name)))).toEqual([false, false]);
  expect(BOTH.map((name) => production.allows(reads.secret, secret(name)))).toEqual([false, true]);
  expect(BOTH.map((name) => production.allows(reads.parameter, parameter(name)))).toEqual([false, false]);
});

test('the table of README.md names what is in the program', () => {
  const program = readFileSync(join(EXAMPLE, 'production.ts'), 'utf8');
  const [, table] = readFileSync(join(EXAMPLE, 'README.md'), 'utf8').split('## What `production.ts` uses');
  const rows = [...table!.matchAll(/^\| (?!wish|-)([^|]+) \| ([^|]+) \|/gm)];
  expect(rows.length).toBeGreaterThanOrEqual(13);
  const missing = rows.flatMap(([, wish, code]) => [...code!.matchAll(/`([^`]+)`/g)].map(([, span]) => [wish, span]))
    .filter(([, span]) => !program.includes(span!));
  expect(missing).toEqual([]);
});
