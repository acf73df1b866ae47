export { createLoadBalancer, type LoadBalancerOptions } from './load-balancer';
