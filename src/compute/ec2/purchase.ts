import { OnDemandAllocationStrategy, SpotAllocationStrategy, type AutoScalingGroupProps } from 'aws-cdk-lib/aws-autoscaling';
import type { ILaunchTemplate, InstanceType } from 'aws-cdk-lib/aws-ec2';
import { requireInstanceType } from '../../core/instance-type';
import { misuse } from '../../core/misuse';

/** Instance types and purchase options. */
export interface Purchase {
  /** The first is preferred. */
  readonly instanceTypes: readonly InstanceType[];
  readonly spotPercentage: number;
  readonly onDemandBaseCapacity: number;
}

/** Rejects types that EC2 Auto Scaling would refuse, or that the machine image cannot boot on. */
export function requireTypes(instanceTypes: readonly InstanceType[]): void {
  instanceTypes.forEach((type, index) => {
    requireInstanceType(index === 0 ? 'compute.instanceType' : `compute.moreInstanceTypes[${index - 1}]`, type, 't3.small');
  });
  const [first, ...others] = instanceTypes;
  if (others.length > 39) throw misuse('compute.moreInstanceTypes', 'must have at most 39 types', others.length, 'remove some');
  const wrong = others.find(({ architecture }) => architecture !== first.architecture);
  if (wrong) {
    const rule = `must have the architecture of \`compute.instanceType\` (${first.architecture}), because there is one machine image`;
    throw misuse('compute.moreInstanceTypes', rule, wrong.toString(), `name types for ${first.architecture}`);
  }
  const names = instanceTypes.map((type) => type.toString());
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) {
    throw misuse('compute.moreInstanceTypes', 'must name each type once, and not that of `compute.instanceType`', twice, 'remove it');
  }
}

/** A launch template alone, or with a mixed instances policy if there are several types or Spot Instances. */
export function launchedFrom(
  launchTemplate: ILaunchTemplate, { instanceTypes, spotPercentage, onDemandBaseCapacity }: Purchase,
): Partial<AutoScalingGroupProps> {
  if (instanceTypes.length === 1 && spotPercentage === 0) return { launchTemplate };
  return {
    mixedInstancesPolicy: {
      launchTemplate,
      launchTemplateOverrides: instanceTypes.map((instanceType) => ({ instanceType })),
      instancesDistribution: {
        onDemandBaseCapacity,
        onDemandPercentageAboveBaseCapacity: 100 - spotPercentage,
        onDemandAllocationStrategy: OnDemandAllocationStrategy.PRIORITIZED,
        spotAllocationStrategy: SpotAllocationStrategy.PRICE_CAPACITY_OPTIMIZED,
      },
    },
    // Replaces a Spot Instance as soon as EC2 recommends a rebalance, before it is interrupted.
    ...spotPercentage > 0 && { capacityRebalance: true },
  };
}
