export { createLoadBalancer, type LoadBalancerOptions } from './load-balancer';
export { createLoad } from './load/load';
export type { LoadOptions, ObservedResponse } from './load/load-settings';
