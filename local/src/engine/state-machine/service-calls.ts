import { StateMachineFailure, type CallService } from './state-machine-execution';
import { booleanAt, listAt, numberAt, objectAt, stringAt, type Json, type JsonObject } from '../../assembly/json';
import type { DeploymentState } from '../../model/run-state';
import type { LoadBalancer } from '../../model/target';
import type { EnvironmentSettings } from '../../stack';
import type { Fleet } from '../deployment/fleet';

/** What the calls of a state machine look at and change: one environment. */
export interface CalledEnvironment {
  readonly settings: EnvironmentSettings;
  readonly fleet: Fleet;
  readonly balancer: LoadBalancer;
  readonly deployments: readonly DeploymentState[];
  readonly alarms: AlarmPolling;
}

/** The alarms of a deployment group, and whether deployments look at them. */
export interface AlarmPolling {
  readonly enabled: boolean;
  enable(enabled: boolean): void;
  /** Names of those that are in alarm. */
  active(): readonly string[];
}

type Call = (environment: CalledEnvironment, request: JsonObject) => Json;

const CALLS: Readonly<Record<string, Call>> = {
  'autoscaling:describeAutoScalingGroups': ({ fleet, settings }, request) => {
    const names = listAt(request, 'AutoScalingGroupNames');
    return { AutoScalingGroups: names.length === 0 || names.includes(settings.fleet.name) ? [describeGroup(fleet, settings)] : [] };
  },
  'autoscaling:updateAutoScalingGroup': ({ fleet, settings }, request) => {
    mustBe(settings.fleet.name, 'AutoScalingGroupName', request);
    const [minSize, maxSize] = [numberAt(request, 'MinSize'), numberAt(request, 'MaxSize')];
    updateGroup(fleet, { minSize, maxSize, desiredCapacity: numberAt(request, 'DesiredCapacity') });
    return {};
  },
  'autoscaling:setDesiredCapacity': ({ fleet, settings }, request) => {
    mustBe(settings.fleet.name, 'AutoScalingGroupName', request);
    updateGroup(fleet, { desiredCapacity: numberAt(request, 'DesiredCapacity') });
    return {};
  },
  'elasticloadbalancingv2:describeTargetHealth': ({ balancer, settings }, request) => {
    mustBe(settings.targetGroupArn, 'TargetGroupArn', request);
    return {
      TargetHealthDescriptions: balancer.targets().map(({ id, port, state, reason, description }) => ({
        Target: { Id: id, Port: port },
        TargetHealth: {
          State: state,
          ...(reason !== undefined && { Reason: reason }),
          ...(description !== undefined && { Description: description }),
        },
      })),
    };
  },
  'codedeploy:getDeployment': ({ deployments, settings }, request) => {
    const asked = stringAt(request, 'DeploymentId');
    const deployment = deployments.find(({ id }) => id === asked);
    if (!deployment) throw new StateMachineFailure('CodeDeploy.DeploymentDoesNotExistException', `no deployment ${asked ?? ''}`);
    return { DeploymentInfo: describeDeployment(deployment, settings) };
  },
  'codedeploy:listDeployments': ({ deployments, settings: { deployment } }, request) => {
    mustBe(deployment.applicationName, 'ApplicationName', request);
    mustBe(deployment.deploymentGroupName, 'DeploymentGroupName', request);
    const statuses = listAt(request, 'IncludeOnlyStatuses');
    return { Deployments: deployments.filter(({ status }) => statuses.length === 0 || statuses.includes(status)).map(({ id }) => id) };
  },
  'codedeploy:getDeploymentGroup': (environment, request) => {
    mustBeGroup(environment, request, 'DeploymentGroupName');
    return { DeploymentGroupInfo: describeDeploymentGroup(environment) };
  },
  'codedeploy:updateDeploymentGroup': (environment, request) => {
    mustBeGroup(environment, request, 'CurrentDeploymentGroupName');
    const enabled = booleanAt(objectAt(request, 'AlarmConfiguration'), 'Enabled');
    if (enabled !== undefined) environment.alarms.enable(enabled);
    return {};
  },
  'cloudwatch:describeAlarms': ({ alarms, settings }, request) => {
    const names = listAt(request, 'AlarmNames');
    const state = stringAt(request, 'StateValue');
    const active = alarms.active();
    return {
      MetricAlarms: settings.alarms
        .map(({ name }) => ({ AlarmName: name, StateValue: active.includes(name) ? 'ALARM' : 'OK' }))
        .filter(({ AlarmName, StateValue }) => (names.length === 0 || names.includes(AlarmName)) && (state ?? StateValue) === StateValue),
    };
  },
};

export function serviceCalls(environment: () => CalledEnvironment): CallService {
  return async (call, request) => {
    if (!Object.hasOwn(CALLS, call)) {
      throw new StateMachineFailure('States.Runtime', `${call} has no counterpart on this machine; there are: ${Object.keys(CALLS).join(', ')}`);
    }
    return CALLS[call](environment(), request);
  };
}

function describeGroup(fleet: Fleet, { fleet: settings }: EnvironmentSettings): Json {
  const { minSize, maxSize, desiredCapacity } = fleet.sizes();
  return {
    AutoScalingGroupName: settings.name,
    MinSize: minSize,
    MaxSize: maxSize,
    DesiredCapacity: desiredCapacity,
    HealthCheckType: settings.healthCheckType,
    Instances: fleet.members().map(({ instance: { id, availabilityZone }, lifecycle }) => (
      { InstanceId: id, AvailabilityZone: availabilityZone, LifecycleState: lifecycle })),
  };
}

function describeDeployment({ id, creator, status, errorCode }: DeploymentState, { deployment }: EnvironmentSettings): Json {
  return {
    DeploymentId: id,
    ApplicationName: deployment.applicationName,
    DeploymentGroupName: deployment.deploymentGroupName,
    DeploymentConfigName: deployment.config.name,
    Creator: creator,
    Status: status,
    ...(errorCode !== undefined && { ErrorInformation: { Code: errorCode } }),
  };
}

function describeDeploymentGroup({ settings: { deployment }, deployments, alarms }: CalledEnvironment): JsonObject {
  const { applicationName, deploymentGroupName, ignorePollAlarmFailure } = deployment;
  const succeeded = deployments.find(({ status }) => status === 'Succeeded');
  return {
    ApplicationName: applicationName,
    DeploymentGroupName: deploymentGroupName,
    AlarmConfiguration: {
      Enabled: alarms.enabled,
      IgnorePollAlarmFailure: ignorePollAlarmFailure,
      Alarms: deployment.alarms.map((name) => ({ Name: name })),
    },
    ...succeeded && { LastSuccessfulDeployment: describeLast(succeeded) },
    ...deployments.length > 0 && { LastAttemptedDeployment: describeLast(deployments[0]) },
  };
}

function describeLast({ id, status, startedAt, seconds }: DeploymentState): JsonObject {
  return {
    DeploymentId: id,
    Status: status,
    CreateTime: startedAt,
    ...seconds !== undefined && { EndTime: new Date(Date.parse(startedAt) + seconds * 1000).toISOString() },
  };
}

function mustBeGroup({ settings: { deployment } }: CalledEnvironment, request: JsonObject, parameter: string): void {
  mustBe(deployment.applicationName, 'ApplicationName', request);
  mustBe(deployment.deploymentGroupName, parameter, request);
}

function updateGroup(fleet: Fleet, sizes: { minSize?: number; maxSize?: number; desiredCapacity?: number }): void {
  try {
    fleet.resize(sizes);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new StateMachineFailure('AutoScaling.AutoScalingException', error.message);
  }
}

/** There is one of each in an environment. */
function mustBe(name: string, parameter: string, request: JsonObject): void {
  const asked = stringAt(request, parameter);
  if (asked === name) return;
  throw new StateMachineFailure('States.Runtime', `${parameter} ${asked ?? '(none)'} is not of this environment, which has: ${name}`);
}
