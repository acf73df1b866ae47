import type { EcsServiceSettings } from './service-settings';
import type { AlarmSettings } from '../alarms/alarm-settings';

/** What a template says about a service and the alarms of its deployments. */
export interface EcsSettings {
  readonly service: EcsServiceSettings;
  readonly alarms: readonly AlarmSettings[];
}
