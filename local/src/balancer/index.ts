export { healthAnswerText } from './health-answer';
export { createLoadBalancer, type LoadBalancerOptions } from './load-balancer';
export { getStep, parseScenario, type LoadStep } from './load/load-scenario';
export { createLoad } from './load/load';
