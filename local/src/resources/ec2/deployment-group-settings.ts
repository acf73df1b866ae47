import { at, booleanAt, listAt, numberAt, objectAt, stringAt, type Json } from '../../assembly/json';
import type { DeploymentConfig } from '../../model/deployment';
import { DEFAULT_DEPLOYMENT_CONFIG, PREDEFINED_DEPLOYMENT_CONFIGS } from '../../model/predefined-deployment-configs';
import { Unresolvable, type ResolvedResource, type ResolvedStack } from '../../stack';

/** `AWS::CodeDeploy::DeploymentGroup` with its application and deployment configuration. */
export interface DeploymentGroupSettings {
  readonly logicalId: string;
  readonly applicationName: string;
  readonly deploymentGroupName: string;
  readonly config: DeploymentConfig;
  readonly trafficControl: boolean;
  readonly autoRollbackEvents: readonly AutoRollbackEvent[];
  /** Names of alarms; a deployment stops when one of them is in ALARM state. */
  readonly alarms: readonly string[];
  /** Whether deployments stop for these alarms. */
  readonly alarmPolling: boolean;
  readonly ignorePollAlarmFailure: boolean;
  readonly outdatedInstancesStrategy: 'UPDATE' | 'IGNORE';
  readonly terminationHook: boolean;
}

type AutoRollbackEvent = 'DEPLOYMENT_FAILURE' | 'DEPLOYMENT_STOP_ON_ALARM' | 'DEPLOYMENT_STOP_ON_REQUEST';

/** Applies the defaults of the CodeDeploy API. */
export function readDeploymentGroup(stack: ResolvedStack, { logicalId, physicalId, properties }: ResolvedResource): DeploymentGroupSettings {
  const rollback = objectAt(properties, 'AutoRollbackConfiguration');
  const alarms = objectAt(properties, 'AlarmConfiguration');
  return {
    logicalId,
    applicationName: stringAt(properties, 'ApplicationName') ?? '',
    deploymentGroupName: physicalId,
    config: configNamed(stack, logicalId, stringAt(properties, 'DeploymentConfigName') ?? DEFAULT_DEPLOYMENT_CONFIG),
    trafficControl: stringAt(properties, 'DeploymentStyle', 'DeploymentOption') === 'WITH_TRAFFIC_CONTROL',
    autoRollbackEvents: booleanAt(rollback, 'Enabled') === true ? listAt(rollback, 'Events').map((event) => String(event) as AutoRollbackEvent) : [],
    alarms: listAt(alarms, 'Alarms').map((alarm) => stringAt(alarm, 'Name') ?? ''),
    alarmPolling: booleanAt(alarms, 'Enabled') !== false,
    ignorePollAlarmFailure: booleanAt(alarms, 'IgnorePollAlarmFailure') ?? false,
    outdatedInstancesStrategy: stringAt(properties, 'OutdatedInstancesStrategy') === 'IGNORE' ? 'IGNORE' : 'UPDATE',
    terminationHook: booleanAt(properties, 'TerminationHookEnabled') ?? false,
  };
}

function configNamed(stack: ResolvedStack, logicalId: string, name: string): DeploymentConfig {
  const predefined = PREDEFINED_DEPLOYMENT_CONFIGS.find((config) => config.name === name);
  if (predefined) return predefined;
  const custom = Object.values(stack.resources).find(({ type, physicalId }) => type === 'AWS::CodeDeploy::DeploymentConfig' && physicalId === name);
  if (custom) return readConfig(name, custom);
  const known = PREDEFINED_DEPLOYMENT_CONFIGS.map((config) => config.name).join(', ');
  throw new Unresolvable(`${logicalId}.Properties.DeploymentConfigName is neither predefined (${known}) nor in the template, got: ${name}`);
}

function readConfig(name: string, { logicalId, properties }: ResolvedResource): DeploymentConfig {
  const zonal = objectAt(properties, 'ZonalConfig');
  return {
    name,
    minimumHealthyHosts: hosts(properties.MinimumHealthyHosts, `${logicalId}.Properties.MinimumHealthyHosts`),
    ...(zonal && {
      zonal: {
        firstZoneMonitorDurationSeconds: numberAt(zonal, 'FirstZoneMonitorDurationInSeconds'),
        monitorDurationSeconds: numberAt(zonal, 'MonitorDurationInSeconds'),
        ...(at(zonal, 'MinimumHealthyHostsPerZone') !== undefined && {
          minimumHealthyHostsPerZone: hosts(
            at(zonal, 'MinimumHealthyHostsPerZone'), `${logicalId}.Properties.ZonalConfig.MinimumHealthyHostsPerZone`,
          ),
        }),
      },
    }),
  };
}

function hosts(value: Json | undefined, path: string): { readonly type: 'HOST_COUNT' | 'FLEET_PERCENT'; readonly value: number } {
  const type = stringAt(value, 'Type');
  const count = numberAt(value, 'Value');
  if ((type !== 'HOST_COUNT' && type !== 'FLEET_PERCENT') || count === undefined) {
    throw new Unresolvable(`${path} must have a Type of HOST_COUNT or FLEET_PERCENT and a Value, got: ${JSON.stringify(value)}`);
  }
  return { type, value: count };
}
