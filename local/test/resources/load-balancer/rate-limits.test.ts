import { changedEnvironment } from '../../stack/environment';
import { settingsOfEnvironment } from '../read-environment';

const BLOCK = { Block: { CustomResponse: { ResponseCode: 429, ResponseHeaders: [{ Name: 'Retry-After', Value: '300' }] } } };

function settingsWith(rules: readonly unknown[], associated = true) {
  return settingsOfEnvironment(changedEnvironment((resources) => {
    Object.assign(resources, {
      WebAcl: { Type: 'AWS::WAFv2::WebACL', Properties: { Scope: 'REGIONAL', Rules: rules } },
      ...associated && {
        Association: {
          Type: 'AWS::WAFv2::WebACLAssociation',
          Properties: { ResourceArn: { Ref: 'Balancer' }, WebACLArn: { 'Fn::GetAtt': ['WebAcl', 'Arn'] } },
        },
      },
    });
  }));
}

const limit = (statement: object, action: object = BLOCK) => ({ Name: 'RateLimit', Action: action, Statement: { RateBasedStatement: statement } });

test('a rate-based rule that blocks by address is applied', () => {
  const { loadBalancer, recordedOnly } = settingsWith([limit({ Limit: 2000, AggregateKeyType: 'IP' })]);
  expect(loadBalancer.rateLimits).toEqual([
    { name: 'RateLimit', requests: 2000, windowSeconds: 300, status: 429, headers: { 'Retry-After': '300' } },
  ]);
  expect(JSON.stringify(recordedOnly)).not.toContain('WebAcl');
});

test('blocks with 403 if the rule has no custom response', () => {
  const { loadBalancer } = settingsWith([limit({ Limit: 10, EvaluationWindowSec: 60, AggregateKeyType: 'IP' }, { Block: {} })]);
  expect(loadBalancer.rateLimits).toEqual([{ name: 'RateLimit', requests: 10, windowSeconds: 60, status: 403, headers: {} }]);
});

test.each([
  ['counts only', limit({ Limit: 10, AggregateKeyType: 'IP' }, { Count: {} })],
  ['aggregates by another key', limit({ Limit: 10, AggregateKeyType: 'CONSTANT' })],
  ['is for some requests only', limit({ Limit: 10, AggregateKeyType: 'IP', ScopeDownStatement: { GeoMatchStatement: { CountryCodes: ['DE'] } } })],
])('a rule that %s is reported as not applied', (_what, rule) => {
  const { loadBalancer, imitatedOtherwise } = settingsWith([rule]);
  expect(loadBalancer.rateLimits).toBeUndefined();
  expect(imitatedOtherwise).toContain('the firewall\'s rules RateLimit are not applied on this machine');
});

test('a web ACL that is not associated with the load balancer has no effect', () => {
  expect(settingsWith([limit({ Limit: 10, AggregateKeyType: 'IP' })], false).loadBalancer.rateLimits).toBeUndefined();
});
