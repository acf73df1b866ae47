import type { LoadBalancerSettings, TargetGroupSettings } from '../model/target';

/**
 * The load balancer's current settings. Code reads them when needed and keeps what it has read for the duration of that operation: a change
 * applies from the next request, health check and deregistration on.
 */
export interface SettingsInForce {
  loadBalancer: LoadBalancerSettings;
  targetGroup: TargetGroupSettings;
}
