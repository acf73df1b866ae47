import { Duration, Stack } from 'aws-cdk-lib';
import { Match } from 'aws-cdk-lib/assertions';
import { DeploymentLifecycleStage as Stage } from 'aws-cdk-lib/aws-ecs';
import { Function } from 'aws-cdk-lib/aws-lambda';
import { EcsDeployment, EcsHook, Environment } from '../../../src';
import { fargate } from '../../helpers/fargate';
import { actionsOf, only, resources, statementsOf, text } from '../../helpers/resources';
import { environmentTemplate } from '../../helpers/web-pipeline';

const hook = () => Function.fromFunctionArn(new Stack(), 'Hook', 'arn:aws:lambda:eu-west-1:111122223333:function:hook');

const withDeployment = (deployment: EcsDeployment) => environmentTemplate(Environment.named('staging', { compute: fargate({ deployment }) }));
const configurationOf = (deployment: EcsDeployment) => only(withDeployment(deployment), 'AWS::ECS::Service').Properties.DeploymentConfiguration;

describe('rolling', () => {
  const rolling = withDeployment(EcsDeployment.rolling());

  test('never runs fewer tasks, has a bake time, and fails early when tasks do not start', () => {
    expect(only(rolling, 'AWS::ECS::Service').Properties.DeploymentConfiguration).toMatchObject({
      Strategy: 'ROLLING',
      MinimumHealthyPercent: 100,
      MaximumPercent: 200,
      BakeTimeInMinutes: 5,
      DeploymentCircuitBreaker: { Enable: true, Rollback: true },
      Alarms: { Enable: true, Rollback: true },
    });
  });

  test('has one target group and no rule', () => {
    rolling.resourceCountIs('AWS::ElasticLoadBalancingV2::TargetGroup', 1);
    rolling.resourceCountIs('AWS::ElasticLoadBalancingV2::ListenerRule', 0);
  });
});

describe.each([
  ['blue/green', EcsDeployment.blueGreen(), { Strategy: 'BLUE_GREEN' }],
  ['linear', EcsDeployment.linear(), { Strategy: 'LINEAR', LinearConfiguration: { StepPercent: 10, StepBakeTimeInMinutes: 6 } }],
  ['canary', EcsDeployment.canary(), { Strategy: 'CANARY', CanaryConfiguration: { CanaryPercent: 5, CanaryBakeTimeInMinutes: 10 } }],
])('%s', (_name, deployment, expected) => {
  const template = withDeployment(deployment);

  test('has one kind of traffic shift, a bake time and its alarms, and no circuit breaker', () => {
    const { DeploymentConfiguration } = only(template, 'AWS::ECS::Service').Properties as { DeploymentConfiguration: Record<string, unknown> };
    expect(DeploymentConfiguration).toMatchObject({ ...expected, BakeTimeInMinutes: 5, Alarms: { Enable: true, Rollback: true } });
    expect(Object.keys(DeploymentConfiguration).filter((key) => /Linear|Canary/.test(key))).toEqual(
      Object.keys(expected).filter((key) => key !== 'Strategy'));
    expect(DeploymentConfiguration).not.toHaveProperty('DeploymentCircuitBreaker');
  });

  test('moves requests between two target groups, with a listener rule of its own', () => {
    template.resourceCountIs('AWS::ElasticLoadBalancingV2::TargetGroup', 2);
    template.hasResourceProperties('AWS::ECS::Service', {
      LoadBalancers: [{
        ContainerName: 'application',
        ContainerPort: 3000,
        TargetGroupArn: { Ref: Match.stringLikeRegexp('^LoadBalancerTasks') },
        AdvancedConfiguration: {
          AlternateTargetGroupArn: { Ref: Match.stringLikeRegexp('^LoadBalancerAlternateTasks') },
          ProductionListenerRule: { Ref: Match.stringLikeRegexp('^TrafficProduction') },
        },
      }],
    });
  });

  test('may change its own rules and target groups only', () => {
    const statements = statementsOf(template, 'TrafficRole');
    const rules = statements.find((each) => actionsOf(each).includes('elasticloadbalancing:ModifyRule'))!;
    expect(text(rules.Resource)).toMatch(/^<TrafficProduction[0-9A-F]+>$/);
    expect(statements.flatMap(actionsOf)).not.toContain('elasticloadbalancing:ModifyListener');
  });

  test('is rolled back by errors of the whole load balancer and by tasks of either group', () => {
    const alarms = Object.values(resources(template)).filter(({ Type }) => Type === 'AWS::CloudWatch::Alarm').map(({ Properties }) => Properties);
    const errors = alarms.find(({ MetricName }) => MetricName === 'HTTPCode_Target_5XX_Count')!;
    expect(JSON.stringify(errors.Dimensions)).not.toContain('TargetGroup');
    expect(alarms.filter(({ MetricName }) => MetricName === 'UnHealthyHostCount')).toHaveLength(2);
    const { Alarms } = (only(template,
      'AWS::ECS::Service').Properties as { DeploymentConfiguration: { Alarms: { AlarmNames: unknown[] } } }).DeploymentConfiguration;
    expect(Alarms.AlarmNames).toHaveLength(alarms.length);
  });
});

test('nothing in the production rule depends on options', () => {
  const rule = (port: number, path: string) => {
    const environment = Environment.named('staging', { compute: fargate({ deployment: EcsDeployment.blueGreen(), cpu: port === 1 ? 256 : 1024 }) });
    const template = environmentTemplate(environment, { repositoryDirectory: undefined });
    return [only(template, 'AWS::ElasticLoadBalancingV2::ListenerRule').Properties, path && resources(template)];
  };
  expect(rule(1, '')[0]).toEqual(rule(2, '')[0]);
  const groups = Object.values(resources(withDeployment(EcsDeployment.blueGreen()))).filter(({ Type }) =>
    Type === 'AWS::ElasticLoadBalancingV2::TargetGroup');
  expect(groups.map(({ Properties }) => Properties.Port)).toEqual([80, 80]);
});

test('a header routes requests to the new tasks first', () => {
  const template = withDeployment(EcsDeployment.blueGreen({ testHeader: 'X-Release: next' }));
  template.hasResourceProperties('AWS::ElasticLoadBalancingV2::ListenerRule', {
    Priority: 49_999,
    Conditions: [{ Field: 'http-header', HttpHeaderConfig: { HttpHeaderName: 'X-Release', Values: ['next'] } }],
    Actions: [{ Type: 'forward', TargetGroupArn: { Ref: Match.stringLikeRegexp('^LoadBalancerAlternateTasks') } }],
  });
  expect(JSON.stringify(only(template, 'AWS::ECS::Service').Properties.LoadBalancers)).toContain('"TestListenerRule":{"Ref":"TrafficTest');
});

test('pauses can be combined with functions', () => {
  const hooks = [
    EcsHook.pause([Stage.POST_TEST_TRAFFIC_SHIFT]),
    EcsHook.pause([Stage.POST_PRODUCTION_TRAFFIC_SHIFT], { timeout: Duration.minutes(30), continueByDefault: true }),
  ];
  expect(configurationOf(EcsDeployment.blueGreen({ hooks }))).toMatchObject({
    LifecycleHooks: [
      { TargetType: 'PAUSE', LifecycleStages: ['POST_TEST_TRAFFIC_SHIFT'], TimeoutConfiguration: { TimeoutInMinutes: 60, Action: 'ROLLBACK' } },
      { TargetType: 'PAUSE', LifecycleStages: ['POST_PRODUCTION_TRAFFIC_SHIFT'], TimeoutConfiguration: { TimeoutInMinutes: 30, Action: 'CONTINUE' } },
    ],
  });
});

describe('is refused', () => {
  test.each<[string, () => EcsDeployment, string]>([
    ['a bake time of half a minute', () => EcsDeployment.rolling({ bakeTime: Duration.seconds(30) }),
      '`compute.deployment.bakeTime` must be whole minutes, up to 24 hours, got: "30 seconds"; write `Duration.minutes(5)`, for example'],
    ['a bake time of two days', () => EcsDeployment.rolling({ bakeTime: Duration.days(2) }),
      '`compute.deployment.bakeTime` must be whole minutes, up to 24 hours'],
    ['no task that could be replaced', () => EcsDeployment.rolling({ maxPercent: 100 }),
      '`compute.deployment.maxPercent` must be greater than `minHealthyPercent`, or no task could be replaced, got: 100; leave it out for 200'],
    ['a step of 2 percent', () => EcsDeployment.linear({ stepPercent: 2 }),
      '`compute.deployment.stepPercent` must be 3 to 100, in steps of 0.1, got: 2'],
    ['a canary of a hundredth of a percent', () => EcsDeployment.canary({ canaryPercent: 5.55 }),
      '`compute.deployment.canaryPercent` must be 0.1 to 100'],
    ['a shift that CloudFormation would not wait for', () => EcsDeployment.linear({ stepPercent: 10, stepBakeTime: Duration.hours(4) }),
      '`compute.deployment.bakeTime` must be at most 33 hours together with 9 steps, because CloudFormation waits for it, got: "2165 minutes"'],
    ['a header without a value', () => EcsDeployment.blueGreen({ testHeader: 'X-Release' }),
      '`compute.deployment.testHeader` must be the name of a header'],
    ['the header of the host', () => EcsDeployment.canary({ testHeader: 'host: next.example.com' }),
      '`compute.deployment.testHeader` must not be Host: Elastic Load Balancing has another kind of condition for it, got: "host: next.example.com"'],
    ['a function at a stage that no deployment has', () => EcsHook.lambda(hook(), ['AFTER_LUNCH' as never]) as never,
      '`compute.deployment.hooks` must name stages of a deployment (RECONCILE_SERVICE, '],
    ['a pause at a stage that no deployment has', () => EcsHook.pause([Stage.POST_SCALE_UP, 'x' as never]) as never, ', got: "x"; write `['],
    ['a hook at no stage', () => EcsDeployment.blueGreen({ hooks: [EcsHook.lambda(hook(), [])] }),
      '`compute.deployment.hooks` must name the stages at which a function is asked, got: []'],
    ['a pause while requests are moved', () => EcsDeployment.blueGreen({ hooks: [EcsHook.pause([Stage.PRODUCTION_TRAFFIC_SHIFT])] }),
      '`compute.deployment.hooks` must not pause while requests are moved, got: "PRODUCTION_TRAFFIC_SHIFT"'],
    ['a pause of two days', () => EcsHook.pause([Stage.POST_SCALE_UP], { timeout: Duration.days(2) }) as never,
      '`compute.deployment.hooks` must pause for whole minutes, 1 minute to 24 hours, got: "2 days"'],
    ['pauses that CloudFormation would not wait for', () => EcsDeployment.blueGreen({
      hooks: [EcsHook.pause([Stage.POST_SCALE_UP, Stage.POST_TEST_TRAFFIC_SHIFT], { timeout: Duration.hours(24) })],
    }), 'must be at most 33 hours together with 0 steps and all pauses, because CloudFormation waits for it, got: "2885 minutes"'],
  ])('%s', (_what, make, message) => {
    expect(make).toThrow(message);
  });

  test('a stage that the oldest aws-cdk-lib does not name is accepted', () => {
    expect(() => EcsHook.pause(['PRE_PRODUCTION_TRAFFIC_SHIFT' as Stage])).not.toThrow();
  });

  test('the longest possible deployment is accepted', () => {
    expect(configurationOf(EcsDeployment.canary({ canaryBakeTime: Duration.hours(24), bakeTime: Duration.hours(9) }))).toMatchObject(
      { BakeTimeInMinutes: 540 });
  });
});
