import { Duration } from 'aws-cdk-lib';
import { Match, type Template } from 'aws-cdk-lib/assertions';
import { Environment, type AlarmThresholds } from '../../src';
import { only, resources } from '../helpers/resources';
import { environmentTemplate } from '../helpers/web-pipeline';

const withThresholds = (alarmThresholds?: AlarmThresholds): Template => environmentTemplate(Environment.named('staging', { alarmThresholds }));
const template = withThresholds();

const everyAlarm = Object.entries(resources(template)).filter(([, { Type }]) => Type === 'AWS::CloudWatch::Alarm');
/** Only for instance refreshes; its description does not need a reason to investigate. */
const refreshAlarm = everyAlarm.find(([id]) => id.startsWith('RefreshAlarm'))!;
const alarms = everyAlarm.filter((each) => each !== refreshAlarm);
const idOf = (metric: string) => alarms.find(([, { Properties }]) => Properties.MetricName === metric)![0];

test('errors, latency, unhealthy hosts and failed deployments are watched', () => {
  expect(alarms.map(([, { Properties }]) => Properties.MetricName)).toEqual([
    'HTTPCode_Target_5XX_Count', 'HTTPCode_ELB_5XX_Count', 'TargetResponseTime', 'UnHealthyHostCount', 'MatchedEvents',
  ]);
});

test.each(alarms)('%s says what is wrong, tells the topic when it starts and ends, and is quiet without requests', (_id, { Properties }) => {
  const topic = [{ Ref: 'NotificationTopicArn' }];
  expect(Properties).toMatchObject({
    AlarmDescription: expect.stringMatching(/^staging: .{40,}/) as string, AlarmActions: topic, OKActions: topic, TreatMissingData: 'notBreaching',
  });
});

test('alarms that a bad revision raises stop a deployment, and their start stops an instance refresh', () => {
  const names = ['HTTPCode_Target_5XX_Count', 'HTTPCode_ELB_5XX_Count', 'TargetResponseTime',
    'UnHealthyHostCount'].map((metric) => ({ Ref: idOf(metric) }));
  template.hasResourceProperties('AWS::CodeDeploy::DeploymentGroup', {
    AlarmConfiguration: { Enabled: true, Alarms: names.map((Name) => ({ Name })) },
    AutoRollbackConfiguration: { Events: Match.arrayWith(['DEPLOYMENT_STOP_ON_ALARM']) },
  });
  expect(JSON.stringify(only(template, 'AWS::AutoScaling::AutoScalingGroup').UpdatePolicy)).toContain(`"Alarms":[{"Ref":"${refreshAlarm[0]}"}]`);
  const arns = names.map(({ Ref }) => ({ 'Fn::GetAtt': [Ref, 'Arn'] }));
  template.hasResourceProperties('AWS::Events::Rule', { EventPattern: { resources: arns, detail: { state: { value: ['ALARM'] } } } });
});

test('a failed deployment is counted by a rule of its own', () => {
  template.hasResourceProperties('AWS::Events::Rule', {
    EventPattern: { detail: { state: ['FAILURE'], application: ['Web-staging'], deploymentGroup: ['staging'] } },
  });
});

test('thresholds can be chosen', () => {
  const chosen = withThresholds({ errorsPerMinute: 3, latency: Duration.millis(250) });
  chosen.hasResourceProperties('AWS::CloudWatch::Alarm', { MetricName: 'HTTPCode_Target_5XX_Count', Threshold: 3 });
  chosen.hasResourceProperties('AWS::CloudWatch::Alarm', {
    MetricName: 'TargetResponseTime',
    Threshold: 0.25,
    ExtendedStatistic: 'p95',
    EvaluationPeriods: 3,
  });
});

test.each<[string, AlarmThresholds]>([
  ['errorsPerMinute', { errorsPerMinute: 0 }],
  ['latency', { latency: Duration.seconds(0) }],
])('refuses a threshold that always alarms: %s', (prop, thresholds) => {
  expect(() => withThresholds(thresholds)).toThrow(`\`environments.staging.alarmThresholds.${prop}\` must be`);
});
