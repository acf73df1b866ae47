import type { LoadBalancerSettings, TargetGroupSettings } from '../model/target';

/**
 * What the load balancer goes by at the moment. Everything reads it at the moment it needs it, and keeps what it has read for as long as
 * that takes: a change reaches the next request, the next health check and the next deregistration.
 */
export interface SettingsInForce {
  loadBalancer: LoadBalancerSettings;
  targetGroup: TargetGroupSettings;
}
