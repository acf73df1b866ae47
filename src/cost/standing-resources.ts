import { CfnResource, Stack } from 'aws-cdk-lib';
import { CfnAutoScalingGroup } from 'aws-cdk-lib/aws-autoscaling';
import { CfnEIP, CfnLaunchTemplate } from 'aws-cdk-lib/aws-ec2';
import { CfnLoadBalancer } from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import type { IConstruct } from 'constructs';

/** How much there is of what has a price, by the names of the price table. */
export type Quantities = Map<string, number>;

/** What costs money standing still in a stack, with what a user added to it. */
export function standingResources(stack: Stack): Quantities {
  const quantities: Quantities = new Map();
  const add = (name: string, quantity: number) => quantities.set(name, (quantities.get(name) ?? 0) + quantity);
  const resources = stack.node.findAll().filter((node) => CfnResource.isCfnResource(node));
  for (const resource of resources) {
    add(resource.cfnResourceType, 1);
    if (resource instanceof CfnEIP) add('public IPv4 address', 1);
    if (resource instanceof CfnLoadBalancer && resource.scheme === 'internet-facing') add('public IPv4 address', resource.subnets?.length ?? 0);
    if (resource instanceof CfnAutoScalingGroup) addInstances(resource, resources, add);
  }
  return quantities;
}

/** A group at its smallest size. */
function addInstances(group: CfnAutoScalingGroup, resources: IConstruct[], add: (name: string, quantity: number) => void): void {
  const instances = Number(group.minSize);
  const template = resources.find((resource): resource is CfnLaunchTemplate => resource instanceof CfnLaunchTemplate);
  const { instanceType, blockDeviceMappings } = dataOf(template);
  if (instanceType === undefined) return;
  add(instanceType, instances);
  for (const { ebs } of blockDeviceMappings ?? []) add(`${ebs.volumeType} GiB`, instances * ebs.volumeSize);
}

interface TemplateData {
  readonly instanceType?: string;
  readonly blockDeviceMappings?: { readonly ebs: { readonly volumeType: string; readonly volumeSize: number } }[];
}

function dataOf(template: CfnLaunchTemplate | undefined): TemplateData {
  return template ? Stack.of(template).resolve(template.launchTemplateData) as TemplateData : {};
}
