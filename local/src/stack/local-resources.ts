import type { LocalMetric } from './environment-settings';
import { isEventRuleRunHere } from './event-rules';
import type { ResolvedResource } from './resolved-stack';
import { readStateMachine } from './state-machine-settings';
import { listAt, stringAt } from '../assembly/json';

/** Types of resources that have a counterpart on this machine. */
const RUN_HERE = new Set([
  'AWS::AutoScaling::AutoScalingGroup',
  'AWS::CodeDeploy::Application',
  'AWS::CodeDeploy::DeploymentConfig',
  'AWS::CodeDeploy::DeploymentGroup',
  'AWS::EC2::LaunchTemplate',
  'AWS::ElasticLoadBalancingV2::LoadBalancer',
  'AWS::ElasticLoadBalancingV2::TargetGroup',
]);

const LOCAL_METRICS: readonly string[] = [
  'HTTPCode_Target_5XX_Count', 'HTTPCode_Target_4XX_Count', 'HTTPCode_ELB_5XX_Count', 'TargetResponseTime',
  'UnHealthyHostCount', 'HealthyHostCount', 'RequestCount',
] satisfies LocalMetric[];

/** `resources` are those of its stack. */
export function runsHere(resource: ResolvedResource, resources: Readonly<Record<string, ResolvedResource>>): boolean {
  switch (resource.type) {
    case 'AWS::CloudWatch::Alarm': return localMetric(resource) !== undefined;
    case 'AWS::StepFunctions::StateMachine': return readStateMachine(resource).definition !== undefined;
    case 'AWS::ElasticLoadBalancingV2::Listener': return forwards(resource);
    case 'AWS::Events::Rule': return isEventRuleRunHere(resource, resources);
    default: return RUN_HERE.has(resource.type);
  }
}

/** One that only redirects or answers itself has no counterpart here. */
function forwards({ properties }: ResolvedResource): boolean {
  return listAt(properties, 'DefaultActions').some((action) => stringAt(action, 'Type') === 'forward');
}

/** The metric of an alarm, when the local load balancer measures it. */
export function localMetric({ type, properties }: ResolvedResource): LocalMetric | undefined {
  if (type !== 'AWS::CloudWatch::Alarm' || properties.Namespace !== 'AWS/ApplicationELB') return undefined;
  return LOCAL_METRICS.includes(String(properties.MetricName)) ? properties.MetricName as LocalMetric : undefined;
}
