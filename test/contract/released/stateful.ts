import { Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { resources, type Resource } from '../../helpers/resources';
import { webPipeline } from '../../helpers/web-pipeline';

/** What a running system would lose: data, addresses, names that others use, and whatever a network contains. */
const STATEFUL = [
  'AWS::AutoScaling::AutoScalingGroup', 'AWS::CodeDeploy::Application', 'AWS::CodeDeploy::DeploymentGroup', 'AWS::CodePipeline::Pipeline',
  'AWS::EC2::EIP', 'AWS::EC2::NatGateway', 'AWS::EC2::Subnet', 'AWS::EC2::VPC', 'AWS::ElasticLoadBalancingV2::LoadBalancer',
  'AWS::ElasticLoadBalancingV2::TargetGroup', 'AWS::Logs::LogGroup', 'AWS::S3::Bucket', 'AWS::SNS::Topic',
];

/** Stateful resources by stack and logical id. */
export type Stateful = Record<string, Record<string, Resource>>;

/** Stateful resources of the smallest use, as the library creates them now. */
export function statefulResources(): Stateful {
  const web = webPipeline();
  const stacks = { pipeline: Stack.of(web), staging: web.environment('staging'), production: web.environment('production') };
  return Object.fromEntries(Object.entries(stacks).map(([name, stack]) => [name, statefulOf(Template.fromStack(stack))]));
}

function statefulOf(template: Template): Record<string, Resource> {
  return Object.fromEntries(Object.entries(resources(template)).filter(([, { Type }]) => STATEFUL.includes(Type)));
}
