import { Token } from 'aws-cdk-lib';
import type { ISubnet, IVpc, SubnetSelection } from 'aws-cdk-lib/aws-ec2';
import { misuse } from '../core/misuse';
import type { NetworkConfig } from '../network/network-config';
import { selected as selectedOf } from '../network/require-subnets';

interface Purpose {
  readonly environmentName: string;
  /** For messages, such as `a database`. */
  readonly what: string;
  /** Whether it fails over to another Availability Zone. */
  readonly failover: boolean;
}

/** Where an environment stores data: private subnets in at least two Availability Zones, which AWS requires of subnet groups. */
export function dataSubnets({ vpc, dataSubnets: given, fleetSubnets }: NetworkConfig, { environmentName, what, failover }: Purpose): SubnetSelection {
  const subnets = given ?? fleetSubnets;
  const prop = `environments.${environmentName}.network`;
  const { hasPublic, availabilityZones, isPendingLookup, subnets: selected } = selectedOf(prop, vpc, subnets, {
    rule: `must have private or isolated subnets for ${what}`,
    fix: 'add them to the VPC, or give their ids: `privateSubnetIds` or `isolatedSubnetIds` of `Vpc.fromVpcAttributes`',
  });
  if (hasPublic || selected.some((subnet) => isPublic(subnet, vpc))) {
    throw misuse(prop, `must have private subnets for ${what}`, 'public subnets', 'give `dataSubnets` that have no route from the internet');
  }
  const zones = [...new Set(availabilityZones)];
  if (!isPendingLookup && zones.length < 2) {
    const failing = failover ? ', the second of which takes over when the first one fails' : '';
    throw misuse(prop, `must have private subnets in two Availability Zones for ${what}${failing}`, zones,
      'add a subnet in another zone to the VPC, or give its id, too');
  }
  return subnets;
}

/** Also one that was imported by its id, beside the network. */
function isPublic({ subnetId }: ISubnet, { publicSubnets }: IVpc): boolean {
  return !Token.isUnresolved(subnetId) && publicSubnets.some((each) => each.subnetId === subnetId);
}
