import { RetentionDays } from 'aws-cdk-lib/aws-logs';
import { Environment, Logs } from '../../../src';
import { only, statementsOf, text } from '../../helpers/resources';
import { environmentTemplate } from '../../helpers/web-pipeline';

const without = environmentTemplate(Environment.named('staging'));
const withLogs = environmentTemplate(Environment.named('staging', {
  logs: Logs.cloudWatch({ unit: 'shop.service', retention: RetentionDays.ONE_WEEK }),
}));

function userData(template: typeof without): string {
  const { UserData } = only(template, 'AWS::EC2::LaunchTemplate').Properties.LaunchTemplateData as { UserData: { 'Fn::Base64': unknown } };
  return text(UserData['Fn::Base64']);
}

test.each(['application', 'agent', 'hooks'])('the log of the %s has a group, and is not kept forever', (name) => {
  withLogs.hasResourceProperties('AWS::Logs::LogGroup', { LogGroupName: `/gostyle/Web-staging/${name}`, RetentionInDays: 7 });
});

test('instances may write to these groups, and install the CloudWatch agent', () => {
  const writing = statementsOf(withLogs, 'InstanceRole').filter(({ Action }) => JSON.stringify(Action).includes('logs:'));
  expect(writing).toEqual([{
    Effect: 'Allow',
    Action: ['logs:CreateLogStream', 'logs:DescribeLogStreams', 'logs:PutLogEvents'],
    Resource: ['agent', 'application', 'hooks'].map((name) => ({ 'Fn::GetAtt': [expect.stringMatching(`^Logs${name}`) as string, 'Arn'] })),
  }]);
  expect(userData(withLogs)).toContain("export GOSTYLE_LOG_UNIT='shop.service'\nexport GOSTYLE_LOG_GROUPS='/gostyle/Web-staging'");
  expect(userData(withLogs)).toMatch(/\nsend_logs\n[^]*\ninstall_codedeploy_agent$/);
});

test('without it nothing is installed and nothing allowed', () => {
  expect(userData(without)).not.toContain('cloudwatch');
  expect(JSON.stringify(statementsOf(without, 'InstanceRole'))).not.toContain('logs:');
});

test('refuses a unit that systemd would not find', () => {
  expect(() => Environment.named('staging', { logs: Logs.cloudWatch({ unit: 'shop; rm' }) }))
    .toThrow('`logs.unit` must be the name of a systemd service, got: "shop; rm"; write `my-app.service`, for example');
});
