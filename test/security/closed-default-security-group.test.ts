import { Match } from 'aws-cdk-lib/assertions';
import { Environment } from '../../src';
import { loadInlineCode, type Handler } from '../helpers/inline-code';
import { only } from '../helpers/resources';
import { environmentTemplate } from '../helpers/web-pipeline';

const template = () => environmentTemplate(Environment.named('staging'));

test('inline code removes the rules of the default security group, without an asset', () => {
  template().hasResourceProperties('Custom::ClosedDefaultSecurityGroup', {
    DefaultSecurityGroupId: { 'Fn::GetAtt': [Match.stringLikeRegexp('^Network'), 'DefaultSecurityGroup'] },
  });
  template().hasResourceProperties('AWS::Lambda::Function', { Runtime: 'nodejs24.x', Code: { ZipFile: Match.stringLikeRegexp('exports.handler') } });
});

test('inline code has at most 4096 characters', () => {
  const { ZipFile } = only(template(), 'AWS::Lambda::Function').Properties.Code as { ZipFile: string };
  expect(ZipFile.length).toBeLessThanOrEqual(4096);
});

describe('the code', () => {
  const sent: { name: string; input: unknown }[] = [];
  const answers: { url: string; body: Record<string, unknown> }[] = [];
  let rules: { SecurityGroupRuleId: string; IsEgress: boolean }[];
  let failure: Error | undefined;

  function load(): Handler {
    const command = (name: string) => class { constructor(readonly input: unknown) { Object.assign(this, { name }); } };
    const ec2 = {
      EC2Client: class {
        async send(request: { name: string; input: unknown }): Promise<object> {
          if (failure) throw failure;
          sent.push(request);
          return { SecurityGroupRules: rules };
        }
      },
      DescribeSecurityGroupRulesCommand: command('describe'),
      RevokeSecurityGroupIngressCommand: command('revoke ingress'),
      RevokeSecurityGroupEgressCommand: command('revoke egress'),
    };
    const { ZipFile } = only(template(), 'AWS::Lambda::Function').Properties.Code as { ZipFile: string };
    const fetch = async (url: string, { body }: { body: string }) => {
      answers.push({ url, body: JSON.parse(body) as Record<string, unknown> });
      return { ok: true };
    };
    return loadInlineCode(ZipFile, ec2, { fetch });
  }

  const event = (RequestType: string) => ({
    RequestType,
    StackId: 's',
    RequestId: 'r',
    LogicalResourceId: 'l',
    ResponseURL: 'https://answer',
    ResourceProperties: { DefaultSecurityGroupId: 'sg-1' },
  });

  beforeEach(() => {
    sent.length = 0;
    answers.length = 0;
    failure = undefined;
    rules = [{ SecurityGroupRuleId: 'in', IsEgress: false }, { SecurityGroupRuleId: 'out', IsEgress: true }];
  });

  test('removes every rule and answers CloudFormation', async () => {
    await load()(event('Create'));
    expect(sent.map(({ name, input }) => [name, input])).toEqual([
      ['describe', { Filters: [{ Name: 'group-id', Values: ['sg-1'] }] }],
      ['revoke ingress', { GroupId: 'sg-1', SecurityGroupRuleIds: ['in'] }],
      ['revoke egress', { GroupId: 'sg-1', SecurityGroupRuleIds: ['out'] }],
    ]);
    expect(answers).toEqual([{
      url: 'https://answer', body: { StackId: 's', RequestId: 'r', LogicalResourceId: 'l', PhysicalResourceId: 'sg-1', Status: 'SUCCESS' },
    }]);
  });

  test('does nothing if there are no rules, or on deletion', async () => {
    rules = [];
    await load()(event('Update'));
    await load()(event('Delete'));
    expect(sent.map(({ name }) => name)).toEqual(['describe']);
    expect(answers.map(({ body }) => body.Status)).toEqual(['SUCCESS', 'SUCCESS']);
  });

  test('fails with the reason when a rule stays', async () => {
    failure = new Error('not allowed');
    await load()(event('Create'));
    expect(answers[0].body).toMatchObject({ Status: 'FAILED', Reason: 'sg-1: not allowed' });
  });
});
