import { CfnResource, Stack } from 'aws-cdk-lib';
import type { CfnAutoScalingGroup } from 'aws-cdk-lib/aws-autoscaling';
import { CfnEIP, CfnInstance, CfnLaunchTemplate, CfnVPCEndpoint } from 'aws-cdk-lib/aws-ec2';
import { CfnLoadBalancer } from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import type { IConstruct } from 'constructs';

/** Quantities of what has a price, by the names of the price table. */
export type Quantities = Map<string, number>;

type Add = (name: string, quantity: number) => void;

/** The standing cost of a stack, including what users added to it. */
export function standingResources(stack: Stack): Quantities {
  const quantities: Quantities = new Map();
  const add: Add = (name, quantity) => quantities.set(name, (quantities.get(name) ?? 0) + quantity);
  // Excludes stacks of environments, which may be below it.
  const resources = stack.node.findAll().filter((node) => CfnResource.isCfnResource(node)).filter((resource) => resource.stack === stack);
  for (const resource of resources) {
    add(resource.cfnResourceType, 1);
    if (CfnEIP.isCfnEIP(resource)) add('public IPv4 address', 1);
    if (CfnLoadBalancer.isCfnLoadBalancer(resource) && resource.scheme === 'internet-facing') {
      add('public IPv4 address', resource.subnets?.length ?? 0);
    }
    // A gateway endpoint is free of charge.
    if (CfnVPCEndpoint.isCfnVPCEndpoint(resource) && resource.vpcEndpointType === 'Interface') {
      add('VPC interface endpoint', resource.subnetIds?.length ?? 0);
    }
    if (CfnInstance.isCfnInstance(resource)) addInstances(machineOf(resource), 1, add);
    if (isAutoScalingGroup(resource)) addGroup(resource, resources, add);
  }
  return quantities;
}

/** Whether a group uses Spot Instances, whose price varies. */
export function launchesSpot(stack: Stack): boolean {
  return stack.node.findAll().some((node) => {
    if (!isAutoScalingGroup(node) || node.stack !== stack) return false;
    const policy = stack.resolve(node.mixedInstancesPolicy) as { instancesDistribution?: Distribution } | undefined;
    return (policy?.instancesDistribution?.onDemandPercentageAboveBaseCapacity ?? 100) < 100;
  });
}

/** By its type, as its class asks, which would load all of Auto Scaling for environments that have none. */
function isAutoScalingGroup(node: IConstruct): node is CfnAutoScalingGroup {
  return CfnResource.isCfnResource(node) && node.cfnResourceType === 'AWS::AutoScaling::AutoScalingGroup';
}

interface Distribution {
  readonly onDemandPercentageAboveBaseCapacity?: number;
}

/** A group at its smallest size. */
function addGroup(group: CfnAutoScalingGroup, resources: IConstruct[], add: Add): void {
  const template = resources.find((resource): resource is CfnLaunchTemplate => CfnLaunchTemplate.isCfnLaunchTemplate(resource));
  if (template) addInstances(Stack.of(template).resolve(template.launchTemplateData) as Machine, Number(group.minSize), add);
}

function addInstances({ instanceType, blockDeviceMappings, networkInterfaces, monitoring }: Machine, count: number, add: Add): void {
  if (instanceType === undefined) return;
  add(instanceType, count);
  if (monitoring === true || (typeof monitoring === 'object' && monitoring.enabled)) add('detailed monitoring', count);
  for (const { ebs } of blockDeviceMappings ?? []) if (ebs) add(`${ebs.volumeType} GiB`, count * (ebs.volumeSize ?? 0));
  if (networkInterfaces?.some(({ associatePublicIpAddress }) => associatePublicIpAddress)) add('public IPv4 address', count);
}

/** The parts of an instance that cost money. */
interface Machine {
  readonly instanceType?: string;
  readonly blockDeviceMappings?: { readonly ebs?: { readonly volumeType?: string; readonly volumeSize?: number } }[];
  readonly networkInterfaces?: { readonly associatePublicIpAddress?: boolean }[];
  /** Properties of a launch template or of an instance. */
  readonly monitoring?: { readonly enabled?: boolean } | boolean;
}

function machineOf({ stack, instanceType, blockDeviceMappings, networkInterfaces, monitoring }: CfnInstance): Machine {
  return stack.resolve({ instanceType, blockDeviceMappings, networkInterfaces, monitoring }) as Machine;
}
