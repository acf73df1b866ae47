import type { DeploymentGroupSettings } from './deployment-group-settings';
import type { FleetSettings } from './fleet-settings';
import type { AlarmSettings } from '../alarms/alarm-settings';

/** What a template says about a fleet, its deployments and their alarms. */
export interface Ec2Settings {
  readonly fleet: FleetSettings;
  readonly deployment: DeploymentGroupSettings;
  readonly alarms: readonly AlarmSettings[];
}
