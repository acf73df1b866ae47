import { Token } from 'aws-cdk-lib';
import type { ISubnet, IVpc } from 'aws-cdk-lib/aws-ec2';
import { misuse, requirePattern } from '../core/misuse';

/** Subnets of a lookup that has not been done yet. */
const DUMMY = /^[ps]-\d+$/;

/**
 * Rejects ids that are none, and a subnet that is of two kinds: hosts would be where the internet reaches them. `Vpc.fromVpcAttributes` believes
 * whatever it is told.
 */
export function requireIds(prop: string, { vpcId, publicSubnets, privateSubnets, isolatedSubnets }: IVpc): void {
  requireId(`${prop}.vpcId`, vpcId, 'vpc');
  const kinds = new Map<string, string>();
  const subnetsOf = { publicSubnetIds: publicSubnets, privateSubnetIds: privateSubnets, isolatedSubnetIds: isolatedSubnets };
  for (const [kind, subnets] of Object.entries(subnetsOf)) {
    for (const id of known(subnets)) {
      requireId(`${prop}.${kind}`, id, 'subnet');
      const other = kinds.get(id);
      if (other !== undefined) {
        throw misuse(`${prop}.${kind}`, other === kind ? 'must not have a subnet twice' : `must not have a subnet that \`${other}\` has, too`, id,
          'give each subnet once, as what its route table makes it');
      }
      kinds.set(id, kind);
    }
  }
}

function known(subnets: readonly ISubnet[]): string[] {
  return subnets.map(({ subnetId }) => subnetId).filter((id) => !Token.isUnresolved(id) && !DUMMY.test(id));
}

function requireId(prop: string, id: string, what: 'subnet' | 'vpc'): void {
  requirePattern(prop, id, new RegExp(`^${what}-[0-9a-z-]+$`), `must be the id of a ${what === 'vpc' ? 'VPC' : 'subnet'}`,
    `look it up with \`aws ec2 describe-${what}s\``);
}
