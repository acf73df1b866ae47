import { Stack } from 'aws-cdk-lib';
import { Annotations, Match, Template } from 'aws-cdk-lib/assertions';
import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Environment, Firewall, type FirewallOptions } from '../../src';
import { only, resources } from '../helpers/resources';
import { environmentStack, environmentTemplate } from '../helpers/web-pipeline';

const WEB_ACL = 'AWS::WAFv2::WebACL';

interface Rule { readonly Name: string; readonly Action?: unknown; readonly OverrideAction?: unknown; readonly Statement: Record<string, unknown> }

const guarded = (options?: FirewallOptions) => environmentTemplate(Environment.named('live', { uses: [Firewall.managed(options)] }));
const rulesOf = (template: Template) => only(template, WEB_ACL).Properties.Rules as Rule[];

test('is in front of the load balancer', () => {
  const template = guarded();
  template.hasResourceProperties('AWS::WAFv2::WebACLAssociation', {
    ResourceArn: { Ref: Match.stringLikeRegexp('^LoadBalancer') },
    WebACLArn: { 'Fn::GetAtt': [Match.stringLikeRegexp('^FirewallWebAcl'), 'Arn'] },
  });
  template.hasResourceProperties(WEB_ACL, { Scope: 'REGIONAL', DefaultAction: { Allow: {} } });
});

test('counts requests that match managed rules, and blocks those above the rate limit', () => {
  const [limit, ...managed] = rulesOf(guarded());
  expect(limit).toMatchObject({
    Name: 'RateLimit',
    Action: { Block: { CustomResponse: { ResponseCode: 429 } } },
    Statement: { RateBasedStatement: { Limit: 2000, EvaluationWindowSec: 300, AggregateKeyType: 'IP' } },
  });
  expect(managed.map(({ Name }) => Name)).toEqual([
    'AWSManagedRulesAmazonIpReputationList', 'AWSManagedRulesKnownBadInputsRuleSet', 'AWSManagedRulesCommonRuleSet', 'AWSManagedRulesSQLiRuleSet',
  ]);
  for (const { OverrideAction } of managed) expect(OverrideAction).toEqual({ Count: {} });
});

test('blocks matching requests if configured', () => {
  for (const { OverrideAction } of rulesOf(guarded({ block: true })).slice(1)) expect(OverrideAction).toEqual({ None: {} });
});

test('detects bots if configured', () => {
  expect(rulesOf(guarded({ botControl: true })).at(-1)).toMatchObject({
    Name: 'AWSManagedRulesBotControlRuleSet',
    Statement: { ManagedRuleGroupStatement: { ManagedRuleGroupConfigs: [{ AWSManagedRulesBotControlRuleSet: { InspectionLevel: 'COMMON' } }] } },
  });
});

test('logs blocked and counted requests, without credentials', () => {
  const template = guarded({ retention: RetentionDays.ONE_YEAR });
  template.hasResourceProperties('AWS::Logs::LogGroup', { LogGroupName: 'aws-waf-logs-Web-live', RetentionInDays: 365 });
  template.hasResourceProperties('AWS::WAFv2::LoggingConfiguration', {
    RedactedFields: [{ SingleHeader: { Name: 'authorization' } }, { SingleHeader: { Name: 'cookie' } }],
    LoggingFilter: { DefaultBehavior: 'DROP' },
  });
});

test('prints its cost, and that it blocks nothing yet', () => {
  const notes = (options: FirewallOptions) => {
    const stack = environmentStack(Environment.named('live', { uses: [Firewall.managed(options)] }));
    return Annotations.fromStack(stack).findInfo('*', Match.anyValue()).map(({ entry }) => String(entry.data)).join('\n');
  };
  expect(notes({})).toContain('the firewall of Web-live only counts what its managed rules match');
  expect(notes({})).toContain('1 × AWS WAF web ACL 5.00, 5 × AWS WAF rule 5.00');
  expect(notes({ block: true })).not.toContain('counts what');
});

test('gives access to the web ACL', () => {
  const firewall = Firewall.managed();
  const environment = environmentStack(Environment.named('live', { uses: [firewall] }));
  expect(Stack.of(firewall.webAcl(environment))).toBe(environment);
  expect(() => firewall.webAcl(new Stack())).toThrow(/`environment` must use this firewall/);
});

test('refuses what AWS WAF would refuse', () => {
  expect(() => Firewall.managed({ requestsPerFiveMinutes: 9 })).toThrow(/`firewall.requestsPerFiveMinutes` must be a whole number between 10 and/);
  expect(() => Firewall.managed({ retention: 17 as RetentionDays }))
    .toThrow(/`firewall.retention` must be one of `RetentionDays`, got: 17/);
  expect(() => environmentTemplate(Environment.named('live', { uses: [Firewall.managed(), Firewall.managed()] })))
    .toThrow(/`environments.live.uses` must have only one firewall/);
});

test('does not change other resources', () => {
  const without = resources(environmentTemplate(Environment.named('live', { dashboard: false })));
  const withIt = resources(environmentTemplate(Environment.named('live', { dashboard: false, uses: [Firewall.managed()] })));
  for (const [id, resource] of Object.entries(without)) expect(withIt[id]).toEqual(resource);
});
