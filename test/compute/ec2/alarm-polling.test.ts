import { Match } from 'aws-cdk-lib/assertions';
import { Compute, Environment } from '../../../src';
import { actionsOf, statementsOf } from '../../helpers/resources';
import { run, type Services } from '../../helpers/state-machine';
import { environmentTemplate, pipelineTemplate } from '../../helpers/web-pipeline';

const environment = Environment.named('staging', { compute: Compute.ec2() });

test('alarm polling is turned on or off right before a deployment', () => {
  pipelineTemplate({ environments: [environment] }).hasResourceProperties('AWS::CodePipeline::Pipeline', {
    Stages: Match.arrayWith([Match.objectLike({
      Name: 'staging',
      Actions: [
        Match.objectLike({ Name: 'RecoverStack' }),
        Match.objectLike({ Name: 'PrepareChangeSet' }),
        Match.objectLike({ Name: 'ExecuteChangeSet' }),
        Match.objectLike({ Name: 'SetAlarmPolling', RunOrder: 4, ActionTypeId: Match.objectLike({ Provider: 'StepFunctions' }) }),
        Match.objectLike({ Name: 'Deploy', RunOrder: 5 }),
      ],
    })]),
  });
});

test('its role may change this deployment group only', () => {
  const actions = statementsOf(environmentTemplate(environment), 'AlarmPolling').map(actionsOf);
  expect(actions).toContainEqual([
    'codedeploy:GetDeployment', 'codedeploy:GetDeploymentGroup', 'codedeploy:ListDeployments', 'codedeploy:UpdateDeploymentGroup',
  ]);
});

test('instances are replaced while alarms are active, unless an alarm starts meanwhile', () => {
  const template = environmentTemplate(environment);
  const [fleet] = Object.values(template.findResources('AWS::AutoScaling::AutoScalingGroup'));
  const { Alarms } = (fleet.UpdatePolicy as { AutoScalingInstanceRefresh: { Preferences: { AlarmSpecification: { Alarms: { Ref: string }[] } } } })
    .AutoScalingInstanceRefresh.Preferences.AlarmSpecification;
  expect(Alarms).toEqual([{ Ref: expect.stringMatching(/^RefreshAlarm/) as string }]);
  template.hasResourceProperties('AWS::Events::Rule', {
    EventPattern: {
      'source': ['aws.cloudwatch'],
      'detail-type': ['CloudWatch Alarm State Change'],
      'resources': Array.from({ length: 4 }, () => ({ 'Fn::GetAtt': [Match.anyValue(), 'Arn'] })),
      'detail': { state: { value: ['ALARM'] } },
    },
  });
  template.hasResourceProperties('AWS::CloudWatch::Alarm', { MetricName: 'MatchedEvents', EvaluationPeriods: 5, DatapointsToAlarm: 1 });
});

interface Group {
  readonly enabled: boolean;
  readonly alarms: readonly string[];
  readonly creator: string;
  readonly status: string;
  readonly serves: boolean;
  readonly running: readonly string[];
  /** How often the alarms are polled until none is active any more. */
  readonly activeFor: number;
}

const SERVES_WELL: Group = {
  enabled: true, alarms: ['Errors', 'Latency'], creator: 'user', status: 'Succeeded', serves: true, running: [], activeFor: 0,
};

/** Whether alarm polling is on afterwards, and how often alarms were polled. */
async function after(definition: string, given: Partial<Group>) {
  const group = { ...SERVES_WELL, ...given };
  let { enabled } = group;
  let looks = 0;
  const services: Services = {
    getDeploymentGroup: () => ({
      DeploymentGroupInfo: {
        AlarmConfiguration: { Enabled: enabled, IgnorePollAlarmFailure: false, Alarms: group.alarms.map((Name) => ({ Name })) },
        ...group.serves && { LastSuccessfulDeployment: { DeploymentId: 'd-1' } },
        ...(group.serves || group.status === 'Failed') && { LastAttemptedDeployment: { DeploymentId: 'd-2' } },
      },
    }),
    getDeployment: (request) => {
      expect(request).toEqual({ DeploymentId: 'd-2' });
      return { DeploymentInfo: { Creator: group.creator, Status: group.status } };
    },
    listDeployments: () => ({ Deployments: group.running }),
    describeAlarms: (request) => {
      expect(request).toEqual({ AlarmNames: group.alarms, StateValue: 'ALARM' });
      looks += 1;
      return { MetricAlarms: looks > group.activeFor ? [] : [{ AlarmName: 'Errors' }] };
    },
    updateDeploymentGroup: (request) => {
      const { AlarmConfiguration, ...names } = request as { AlarmConfiguration: { Enabled: boolean } };
      expect(names).toEqual({ ApplicationName: 'Web-staging', CurrentDeploymentGroupName: 'staging' });
      // CodeDeploy resets settings that a request leaves out.
      expect(AlarmConfiguration).toMatchObject({ IgnorePollAlarmFailure: false, Alarms: group.alarms.map((Name) => ({ Name })) });
      enabled = AlarmConfiguration.Enabled;
      return {};
    },
  };
  const substitutions = { Partition: 'aws', ApplicationName: 'Web-staging', DeploymentGroupName: 'staging', SettleSeconds: '50' };
  await run(definition, substitutions, services, { detail: { deploymentId: 'd-2' } });
  return { enabled, looks };
}

test.each<[string, Partial<Group>, { enabled: boolean; looks: number }]>([
  ['a good revision is protected', {}, { enabled: true, looks: 1 }],
  ['one of several alarms exists', { alarms: ['Errors'] }, { enabled: true, looks: 1 }],
  ['the serving revision has raised them: the fix is deployed at once', { activeFor: Infinity }, { enabled: false, looks: 1 }],
  ['nothing served before the first revision', { serves: false }, { enabled: false, looks: 0 }],
  ['nothing served before a revision that follows a failed first one', { serves: false, status: 'Failed' }, { enabled: false, looks: 0 }],
  ['a revision that was rolled back has raised them, and they end', { creator: 'codeDeployRollback', activeFor: 3 }, { enabled: true, looks: 4 }],
  ['they do not end, so the serving revision raises them', { creator: 'codeDeployRollback', activeFor: Infinity }, { enabled: false, looks: 11 }],
  ['the rollback failed', { status: 'Failed', activeFor: 3 }, { enabled: true, looks: 4 }],
  ['the previous revision had raised them, and they end', { enabled: false, activeFor: 2 }, { enabled: true, looks: 3 }],
  ['an instance was launched meanwhile', { creator: 'autoscaling', activeFor: 2 }, { enabled: true, looks: 3 }],
  ['the alarms were removed by hand', { alarms: [], enabled: false }, { enabled: false, looks: 0 }],
])('before a deployment: %s', async (_what, given, expected) => {
  expect(await after('set-alarm-polling', given)).toEqual(expected);
});

test.each<[string, Partial<Group>, { enabled: boolean; looks: number }]>([
  ['none is active: alarm polling is turned on again', {}, { enabled: true, looks: 1 }],
  ['they are still active', { activeFor: 1 }, { enabled: false, looks: 1 }],
  ['the next deployment has begun', { running: ['d-3'] }, { enabled: false, looks: 0 }],
  ['no revision serves yet', { serves: false }, { enabled: false, looks: 0 }],
  ['the alarms were removed by hand', { alarms: [] }, { enabled: false, looks: 0 }],
])('after a deployment that ignored alarms: %s', async (_what, given, expected) => {
  expect(await after('restore-alarm-polling', { enabled: false, ...given })).toEqual(expected);
});

test('nothing is done after a deployment with alarm polling on', async () => {
  expect(await after('restore-alarm-polling', {})).toEqual({ enabled: true, looks: 0 });
});
