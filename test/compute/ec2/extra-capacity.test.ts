import { Match } from 'aws-cdk-lib/assertions';
import { Compute, Environment, InPlace } from '../../../src';
import { actionsOf, statementsOf, text } from '../../helpers/resources';
import { run, type Services } from '../../helpers/state-machine';
import { environmentTemplate, pipelineTemplate } from '../../helpers/web-pipeline';

const environment = Environment.named('staging', {
  compute: Compute.ec2({ minCapacity: 3, maxCapacity: 9, deployment: InPlace.oneAtATime({ extraCapacity: 2 }) }),
});

test('instances are added before the deployment', () => {
  pipelineTemplate({ environments: [environment] }).hasResourceProperties('AWS::CodePipeline::Pipeline', {
    Stages: Match.arrayWith([Match.objectLike({
      Name: 'staging',
      Actions: [
        Match.objectLike({ Name: 'RecoverStack' }),
        Match.objectLike({ Name: 'PrepareChangeSet' }),
        Match.objectLike({ Name: 'ExecuteChangeSet' }),
        Match.objectLike({ Name: 'SetAlarmPolling' }),
        Match.objectLike({ Name: 'AddCapacity', RunOrder: 5, ActionTypeId: Match.objectLike({ Provider: 'StepFunctions' }) }),
        Match.objectLike({ Name: 'Deploy', RunOrder: 6 }),
      ],
    })]),
  });
});

test('the stage may start the state machines of the environment only', () => {
  const allowed = statementsOf(pipelineTemplate({ environments: [environment] }), 'WebDeliveryRolesstaging')
    .filter((statement) => actionsOf(statement).some((action) => action.startsWith('states:')))
    .flatMap(({ Resource }) => [Resource].flat().map((resource) => text(resource).replace(/^.*?>:<AWS::AccountId>:/, '')));
  expect(allowed.sort()).toEqual([
    'execution:Web-staging-add-capacity:*', 'execution:Web-staging-set-alarm-polling:*',
    'stateMachine:Web-staging-add-capacity', 'stateMachine:Web-staging-set-alarm-polling',
  ]);
});

test('instances are removed when a deployment has ended, whatever its result', () => {
  environmentTemplate(environment).hasResourceProperties('AWS::Events::Rule', {
    EventPattern: {
      'source': ['aws.codedeploy'],
      'detail-type': ['CodeDeploy Deployment State-change Notification'],
      'detail': { application: ['Web-staging'], deploymentGroup: ['staging'], state: ['SUCCESS', 'FAILURE', 'STOP'] },
    },
    Targets: [Match.objectLike({ Arn: { Ref: Match.stringLikeRegexp('^ExtraCapacityRemove') } })],
  });
});

test('one host with an additional one has no outage', () => {
  const single = Environment.named('staging', { compute: Compute.ec2({ minCapacity: 1, deployment: InPlace.oneAtATime({ extraCapacity: 1 }) }) });
  expect(() => environmentTemplate(single)).not.toThrow();
});

test('refuses more than a hundred', () => {
  expect(() => InPlace.oneAtATime({ extraCapacity: 101 }))
    .toThrow('`compute.deployment.extraCapacity` must be a whole number between 0 and 100, got: 101');
});

describe('the state machines', () => {
  const substitutions = {
    Partition: 'aws',
    GroupName: 'group',
    TargetGroupArn: 'targets',
    ApplicationName: 'Web-staging',
    DeploymentGroupName: 'staging',
    MinCapacity: '3',
    MaxCapacity: '9',
    Instances: '2',
  };
  let fleet: { MinSize: number; MaxSize: number; DesiredCapacity: number };
  let creator: string;
  let running: string[];
  let looks: number;

  /** An added instance is healthy at the third look, and in service at the fourth one. */
  const services: Services = {
    describeAutoScalingGroups: () => {
      const states = Array.from({ length: fleet.DesiredCapacity }, (_, index) => (index < 4 || looks > 3 ? 'InService' : 'Pending:Wait'));
      return { AutoScalingGroups: [{ ...fleet, Instances: states.map((LifecycleState) => ({ LifecycleState })) }] };
    },
    updateAutoScalingGroup: (request) => {
      const { AutoScalingGroupName, ...sizes } = request as typeof fleet & { AutoScalingGroupName: string };
      expect(AutoScalingGroupName).toBe('group');
      fleet = sizes;
      return {};
    },
    describeTargetHealth: (request) => {
      expect(request).toEqual({ TargetGroupArn: 'targets' });
      looks += 1;
      const states = Array.from({ length: fleet.DesiredCapacity }, (_, index) => (index < 4 || looks > 2 ? 'healthy' : 'initial'));
      return { TargetHealthDescriptions: states.map((State) => ({ TargetHealth: { State } })) };
    },
    getDeployment: (request) => {
      expect(request).toEqual({ DeploymentId: 'd-1' });
      return { DeploymentInfo: { Creator: creator } };
    },
    listDeployments: () => ({ Deployments: running }),
  };
  const ended = { detail: { deploymentId: 'd-1' } };

  beforeEach(() => {
    fleet = { MinSize: 3, MaxSize: 9, DesiredCapacity: 4 };
    creator = 'user';
    running = [];
    looks = 0;
  });

  test('add to the capacity that scaling has set, and wait until the instances are healthy and in service', async () => {
    const visited = await run('add-capacity', substitutions, services);
    expect(fleet).toEqual({ MinSize: 6, MaxSize: 9, DesiredCapacity: 6 });
    expect(visited.filter((state) => state === 'WaitForTargets')).toHaveLength(3);
    expect(visited.at(-1)).toBe('Grown');
  });

  test('exceed the maximum size if there is no room', async () => {
    fleet = { MinSize: 3, MaxSize: 9, DesiredCapacity: 9 };
    await run('add-capacity', substitutions, services);
    expect(fleet).toEqual({ MinSize: 11, MaxSize: 11, DesiredCapacity: 11 });
  });

  test('do not add instances again when a deployment is retried', async () => {
    await run('add-capacity', substitutions, services);
    await run('add-capacity', substitutions, services);
    expect(fleet.DesiredCapacity).toBe(6);
  });

  test('remove instances that do not become healthy, and fail', async () => {
    const none: Services = { ...services, describeTargetHealth: () => ({ TargetHealthDescriptions: [{ TargetHealth: { State: 'initial' } }] }) };
    const visited = await run('add-capacity', substitutions, none);
    expect(visited.at(-1)).toBe('NotHealthy');
    expect(fleet).toEqual({ MinSize: 3, MaxSize: 9, DesiredCapacity: 4 });
  });

  test('remove the added instances', async () => {
    fleet = { MinSize: 11, MaxSize: 11, DesiredCapacity: 11 };
    await run('remove-capacity', substitutions, services, ended);
    expect(fleet).toEqual({ MinSize: 3, MaxSize: 9, DesiredCapacity: 9 });
  });

  test('never shrink the fleet below its minimum size', async () => {
    fleet = { MinSize: 4, MaxSize: 9, DesiredCapacity: 4 };
    await run('remove-capacity', substitutions, services, ended);
    expect(fleet).toEqual({ MinSize: 3, MaxSize: 9, DesiredCapacity: 3 });
  });

  test.each([
    ['the deployment was that of a new instance', () => { creator = 'autoscaling'; }],
    ['a rollback is running', () => { running = ['d-2']; }],
    ['nothing was added', () => { fleet = { MinSize: 3, MaxSize: 9, DesiredCapacity: 5 }; }],
  ])('remove nothing when %s', async (_when, given) => {
    fleet = { MinSize: 6, MaxSize: 9, DesiredCapacity: 6 };
    given();
    const before = fleet;
    await run('remove-capacity', substitutions, services, ended);
    expect(fleet).toEqual(before);
  });
});
