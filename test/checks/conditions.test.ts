import { BUCKET, allow, either, role } from './other-template';
import type { JsonObject } from '../../local/src/assembly/json';
import { parseTemplate } from '../../local/src/assembly/template';
import { checkTemplates } from '../../local/src/checks/assembly/check-assembly';
import { TemplateGraph } from '../../local/src/checks/assembly/template-graph';

/** Rules of the findings in a template. */
function rulesIn(document: JsonObject): string[] {
  const template = parseTemplate(document);
  if (template.status !== 'success') throw new Error(template.message);
  return checkTemplates([new TemplateGraph('web.template.json', template.value, 'Web', '111122223333', 'eu-west-1')]).map(({ rule }) => rule);
}

/** A subscription filter that writes to a stream with a role, if the role may. */
function subscription(Role: JsonObject, RoleArn: JsonObject): JsonObject {
  return {
    Stream: { Type: 'AWS::Kinesis::Stream', Properties: {} },
    Role,
    Subscription: {
      Type: 'AWS::Logs::SubscriptionFilter',
      Properties: { LogGroupName: 'web', DestinationArn: { 'Fn::GetAtt': ['Stream', 'Arn'] }, FilterPattern: '', RoleArn },
    },
  };
}

const [NAMED, NONE] = [{ 'Fn::GetAtt': ['Role', 'Arn'] }, { Ref: 'AWS::NoValue' }];
const [WRITING, READING] = [role(allow('kinesis:PutRecord', '*')), role(allow('kinesis:GetRecords', '*'))].map((each) => (
  JSON.parse(JSON.stringify(each).replaceAll('firehose.', 'logs.')) as JsonObject));
const FOUND = 'logs.subscription';

describe('a finding must be right in every case', () => {
  test('what is wrong in one of them only is none', () => {
    expect(rulesIn({ Resources: subscription(WRITING!, either(NAMED, NONE)) })).not.toContain(FOUND);
    expect(rulesIn({ Resources: subscription(WRITING!, either(NONE, NAMED)) })).not.toContain(FOUND);
  });

  test('what is wrong in both is one', () => {
    expect(rulesIn({ Resources: subscription(READING!, either(NAMED, NAMED)) })).toContain(FOUND);
    expect(rulesIn({ Resources: subscription(WRITING!, either(NONE, NONE)) })).toContain(FOUND);
  });

  test('the text of the template is judged with its conditions', () => {
    expect(rulesIn({ Resources: { Bucket: { ...BUCKET, Properties: { BucketName: { 'Fn::If': ['Large', { 'Fn::Nope': 1 }, 'logs'] } } } } }))
      .toContain('template.function');
  });
});

const stage = (value: string) => ({ 'Fn::Equals': [{ Ref: 'Stage' }, value] });

describe('conditions that exclude each other', () => {
  const resources = (first: string, second: string) => ({
    ...subscription(WRITING!, { 'Fn::If': [first, NAMED, { 'Fn::If': [second, NAMED, NONE] }] }),
  });

  test.each<[what: string, conditions: JsonObject, parameter: JsonObject | undefined, found: boolean]>([
    ['by their values', { One: stage('one'), Two: { 'Fn::Not': [stage('one')] } }, undefined, false],
    ['by their values, of which one is the default', { One: stage('one'), Two: { 'Fn::Not': [{ Condition: 'One' }] } }, { Default: 'one' }, false],
    ['of which one always holds', { One: { 'Fn::Or': [stage('one'), { 'Fn::Not': [stage('one')] }] }, Two: stage('two') }, undefined, false],
    ['of which none ever holds', {
      One: { 'Fn::And': [stage('one'), stage('two')] }, Two: { 'Fn::Equals': ['a', 'b'] },
    }, undefined, true],
    ['by the region', { One: { 'Fn::Equals': [{ Ref: 'AWS::Region' }, 'eu-west-1'] }, Two: { 'Fn::Not': [{ Condition: 'One' }] } }, undefined, false],
    ['in a circle', { One: { Condition: 'Two' }, Two: { Condition: 'One' } }, undefined, false],
  ])('%s', (_what, Conditions, parameter, found) => {
    const Parameters = { Stage: { Type: 'String', ...parameter } };
    expect(rulesIn({ Parameters, Conditions, Resources: resources('One', 'Two') }).includes(FOUND)).toBe(found);
  });
});

describe('what a template does not decide is not judged', () => {
  const network = (RouteTableId: JsonObject): JsonObject => ({
    Vpc: { Type: 'AWS::EC2::VPC', Properties: { CidrBlock: '10.0.0.0/16' } },
    Subnet: { Type: 'AWS::EC2::Subnet', Properties: { VpcId: { Ref: 'Vpc' }, CidrBlock: '10.0.0.0/24' } },
    Own: { Type: 'AWS::EC2::RouteTable', Properties: { VpcId: { Ref: 'Vpc' } } },
    Association: { Type: 'AWS::EC2::SubnetRouteTableAssociation', Properties: { SubnetId: { Ref: 'Subnet' }, RouteTableId } },
    Nat: { Type: 'AWS::EC2::NatGateway', Properties: { SubnetId: { Ref: 'Subnet' }, AllocationId: 'eipalloc-1' } },
  });

  test.each<[what: string, table: JsonObject, found: boolean]>([
    ['a parameter', { Ref: 'Table' }, false],
    ['the export of another stack', { 'Fn::ImportValue': 'network-public-table' }, false],
    ['its own table', { Ref: 'Own' }, true],
  ])('routes of %s', (_what, table, found) => {
    const Parameters = { Table: { Type: 'String' } };
    expect(rulesIn({ Parameters, Resources: network(table) }).includes('network.nat-gateway')).toBe(found);
  });
});
