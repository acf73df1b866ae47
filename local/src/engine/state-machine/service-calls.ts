import { StateMachineFailure, type CallService } from './state-machine-execution';
import { listAt, numberAt, stringAt, type Json, type JsonObject } from '../../assembly/json';
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
}

type Call = (environment: CalledEnvironment, request: JsonObject) => Json;

const CALLS: Readonly<Record<string, Call>> = {
  'autoscaling:describeAutoScalingGroups': ({ fleet, settings }, request) => {
    const names = listAt(request, 'AutoScalingGroupNames');
    return { AutoScalingGroups: names.length === 0 || names.includes(settings.fleet.name) ? [describeGroup(fleet, settings)] : [] };
  },
  'autoscaling:updateAutoScalingGroup': ({ fleet, settings }, request) => {
    mustBe(settings.fleet.name, 'AutoScalingGroupName', request);
    updateGroup(fleet, { minSize: numberAt(request, 'MinSize'), maxSize: numberAt(request, 'MaxSize'), desiredCapacity: numberAt(request, 'DesiredCapacity') });
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
    const deployment = deployments.find(({ id }) => id === stringAt(request, 'DeploymentId'));
    if (!deployment) throw new StateMachineFailure('CodeDeploy.DeploymentDoesNotExistException', `no deployment ${stringAt(request, 'DeploymentId') ?? ''}`);
    return { DeploymentInfo: describeDeployment(deployment, settings) };
  },
  'codedeploy:listDeployments': ({ deployments, settings: { deployment } }, request) => {
    mustBe(deployment.applicationName, 'ApplicationName', request);
    mustBe(deployment.deploymentGroupName, 'DeploymentGroupName', request);
    const statuses = listAt(request, 'IncludeOnlyStatuses');
    return { Deployments: deployments.filter(({ status }) => statuses.length === 0 || statuses.includes(status)).map(({ id }) => id) };
  },
};

export function serviceCalls(environment: () => CalledEnvironment): CallService {
  return async (call, request) => {
    if (!Object.hasOwn(CALLS, call)) throw new StateMachineFailure('States.Runtime', `${call} has no counterpart on this machine; there are: ${Object.keys(CALLS).join(', ')}`);
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
  if (asked !== name) throw new StateMachineFailure('States.Runtime', `${parameter} ${asked ?? '(none)'} is not of this environment, which has: ${name}`);
}
