import type { LoadBalancerSettings, TargetGroupSettings } from '../../model/target';

/** What a template says about the load balancer, its listener and the target group that serves. */
export interface EntrySettings {
  readonly loadBalancer: LoadBalancerSettings;
  readonly listener: { readonly port: number; readonly protocol: 'HTTP' | 'HTTPS' };
  readonly targetGroup: TargetGroupSettings;
  readonly targetGroupArn: string;
}
