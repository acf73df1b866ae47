import type { Ec2Settings } from './ec2-settings';
import { booleanAt, listAt, numberAt, objectAt, stringAt, type Json, type JsonObject } from '../../assembly/json';
import type { AutoScalingGroup } from '../../fleet';
import type { DeploymentState } from '../../model/run-state';
import { mustBe, ServiceFailure, type ServiceCalls } from '../shape/service-call';

type Fleet = Pick<AutoScalingGroup, 'sizes' | 'members' | 'resize'>;

export interface CalledFleet {
  readonly settings: () => Ec2Settings;
  readonly fleet: Fleet;
  readonly deployments: () => readonly DeploymentState[];
  readonly alarms: AlarmPolling;
}

/** The alarms of a deployment group, and whether deployments stop for them. */
interface AlarmPolling {
  readonly enabled: () => boolean;
  enable(enabled: boolean): void;
  /** Names of the alarms in ALARM state. May wait until they have seen traffic, or until the signal. */
  active(signal: AbortSignal): Promise<readonly string[]>;
}

/** Answers calls to Amazon EC2 Auto Scaling and CodeDeploy about a fleet and its deployments. */
export function serviceCalls({ settings, fleet, deployments, alarms }: CalledFleet): ServiceCalls {
  return {
    'autoscaling:describeAutoScalingGroups': (request) => {
      const names = listAt(request, 'AutoScalingGroupNames');
      return { AutoScalingGroups: names.length === 0 || names.includes(settings().fleet.name) ? [describeGroup(fleet, settings())] : [] };
    },
    'autoscaling:updateAutoScalingGroup': (request) => {
      mustBe(settings().fleet.name, 'AutoScalingGroupName', request);
      const [minSize, maxSize] = [numberAt(request, 'MinSize'), numberAt(request, 'MaxSize')];
      updateGroup(fleet, { minSize, maxSize, desiredCapacity: numberAt(request, 'DesiredCapacity') });
      return {};
    },
    'autoscaling:setDesiredCapacity': (request) => {
      mustBe(settings().fleet.name, 'AutoScalingGroupName', request);
      updateGroup(fleet, { desiredCapacity: numberAt(request, 'DesiredCapacity') });
      return {};
    },
    'codedeploy:getDeployment': (request) => {
      const asked = stringAt(request, 'DeploymentId');
      const deployment = deployments().find(({ id }) => id === asked);
      if (!deployment) throw new ServiceFailure('CodeDeploy.DeploymentDoesNotExistException', `deployment ${asked ?? ''} does not exist`);
      return { DeploymentInfo: describeDeployment(deployment, settings()) };
    },
    'codedeploy:listDeployments': (request) => {
      mustBeGroup(settings(), request, 'DeploymentGroupName');
      const statuses = listAt(request, 'IncludeOnlyStatuses');
      return { Deployments: deployments().filter(({ status }) => statuses.length === 0 || statuses.includes(status)).map(({ id }) => id) };
    },
    'codedeploy:getDeploymentGroup': (request) => {
      mustBeGroup(settings(), request, 'DeploymentGroupName');
      return { DeploymentGroupInfo: describeDeploymentGroup(settings(), deployments(), alarms.enabled()) };
    },
    'codedeploy:updateDeploymentGroup': (request) => {
      mustBeGroup(settings(), request, 'CurrentDeploymentGroupName');
      const enabled = booleanAt(objectAt(request, 'AlarmConfiguration'), 'Enabled');
      if (enabled !== undefined) alarms.enable(enabled);
      return {};
    },
    'cloudwatch:describeAlarms': async (request, signal) => {
      const names = listAt(request, 'AlarmNames');
      const state = stringAt(request, 'StateValue');
      const active = await alarms.active(signal);
      return {
        MetricAlarms: settings().alarms
          .map(({ name }) => ({ AlarmName: name, StateValue: active.includes(name) ? 'ALARM' : 'OK' }))
          .filter(({ AlarmName, StateValue }) => (names.length === 0 || names.includes(AlarmName)) && (state ?? StateValue) === StateValue),
      };
    },
  };
}

function describeGroup(fleet: Fleet, { fleet: settings }: Ec2Settings): Json {
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

function describeDeployment({ id, creator, status, errorCode }: DeploymentState, { deployment }: Ec2Settings): Json {
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

function describeDeploymentGroup({ deployment }: Ec2Settings, deployments: readonly DeploymentState[], polling: boolean): JsonObject {
  const { applicationName, deploymentGroupName, ignorePollAlarmFailure } = deployment;
  const succeeded = deployments.find(({ status }) => status === 'Succeeded');
  return {
    ApplicationName: applicationName,
    DeploymentGroupName: deploymentGroupName,
    AlarmConfiguration: {
      Enabled: polling,
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

function mustBeGroup({ deployment }: Ec2Settings, request: JsonObject, parameter: string): void {
  mustBe(deployment.applicationName, 'ApplicationName', request);
  mustBe(deployment.deploymentGroupName, parameter, request);
}

function updateGroup(fleet: Fleet, sizes: { minSize?: number; maxSize?: number; desiredCapacity?: number }): void {
  try {
    fleet.resize(sizes);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new ServiceFailure('AutoScaling.AutoScalingException', error.message);
  }
}
