import { SubnetType } from 'aws-cdk-lib/aws-ec2';
import type { Construct, IDependable } from 'constructs';
import type { INat, NatBindOptions, NatCompleteOptions, NatConfig } from './nat-config';
import { requireIntegerWithin } from '../core/misuse';

/** NAT gateways: AWS keeps them running and patched. */
export class NatGateways implements INat {
  /** @param count as many as there are Availability Zones, if left out */
  constructor(private readonly count?: number) {}

  bind({ availabilityZones }: NatBindOptions): NatConfig {
    const natGateways = this.count ?? availabilityZones;
    requireIntegerWithin('network.nat', natGateways, 1, availabilityZones,
      'one gateway a zone is enough; write `Nat.none()` for instances without a way to the internet');
    return { subnetType: SubnetType.PRIVATE_WITH_EGRESS, natGateways };
  }

  complete(_scope: Construct, { vpc }: NatCompleteOptions): IDependable {
    return vpc.selectSubnets({ subnetType: SubnetType.PRIVATE_WITH_EGRESS }).internetConnectivityEstablished;
  }
}
