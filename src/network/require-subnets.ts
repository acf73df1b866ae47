import { Token } from 'aws-cdk-lib';
import type { IVpc, SelectedSubnets, SubnetSelection } from 'aws-cdk-lib/aws-ec2';
import type { NetworkConfig } from './network-config';
import { requireIds } from './require-ids';
import { misuse } from '../core/misuse';

/** Rejects a network without the subnets that an environment uses: aws-cdk-lib would not say what they are for, or where to mend it. */
export function requireSubnets(prop: string, network: NetworkConfig, { application, cdn }: Needs): void {
  const { vpc, loadBalancerSubnets, fleetSubnets, dataSubnets } = network;
  requireIds(prop, vpc);
  const inside = () => selected(prop, vpc, fleetSubnets, {
    rule: 'must have private subnets with a route to the internet for the application',
    fix: 'add them to the VPC, or give their ids: `privateSubnetIds` of `Vpc.fromVpcAttributes`',
  });
  if (application) inside();
  const front = cdn ? inside() : selected(prop, vpc, loadBalancerSubnets, {
    rule: 'must have public subnets for the load balancer',
    fix: 'add them to the VPC, or give their ids: `publicSubnetIds` of `Vpc.fromVpcAttributes`',
  });
  const zones = [...new Set(front.availabilityZones)];
  if (!front.isPendingLookup && zones.length < 2 && !zones.some((zone) => Token.isUnresolved(zone))) {
    throw misuse(prop, `must have ${cdn ? 'private' : 'public'} subnets in two Availability Zones, which a load balancer needs`, zones,
      `add a subnet in another zone to the VPC, or give its id, too: \`${cdn ? 'private' : 'public'}SubnetIds\` of \`Vpc.fromVpcAttributes\``);
  }
  if (!dataSubnets) return;
  selected(prop, vpc, dataSubnets, {
    rule: 'must have the subnets that `dataSubnets` selects',
    fix: 'select others, leave `dataSubnets` out, or give their ids: `isolatedSubnetIds` of `Vpc.fromVpcAttributes`, for example',
  });
}

interface Needs {
  /** Whether anything of the application is in the network, besides its load balancer. */
  readonly application: boolean;
  /** Whether the load balancer is internal, because a content delivery network is in front of it. */
  readonly cdn: boolean;
}

interface Missing {
  readonly rule: string;
  readonly fix: string;
}

/** Those that are selected; an error that says what they are for if there are none. */
export function selected(prop: string, vpc: IVpc, selection: SubnetSelection, { rule, fix }: Missing): SelectedSubnets {
  const none = () => misuse(prop, rule, foundIn(vpc), fix);
  let subnets: SelectedSubnets;
  try {
    subnets = vpc.selectSubnets(selection);
  } catch (cause) {
    throw Object.assign(none(), { cause });
  }
  if (!subnets.isPendingLookup && subnets.subnetIds.length === 0) throw none();
  return subnets;
}

function foundIn({ publicSubnets, privateSubnets, isolatedSubnets }: IVpc): string {
  return `${publicSubnets.length} public, ${privateSubnets.length} private and ${isolatedSubnets.length} isolated subnets`;
}
