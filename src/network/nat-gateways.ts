import { SubnetType } from 'aws-cdk-lib/aws-ec2';
import type { Construct, IDependable } from 'constructs';
import type { INat, NatBindOptions, NatCompleteOptions, NatConfig } from './nat-config';
import { requireIntegerWithin } from '../core/misuse';

/** NAT gateways, which AWS operates and patches. */
export class NatGateways implements INat {
  /** @param count default: as many as there are Availability Zones */
  constructor(private readonly count?: number) {}

  bind(options: NatBindOptions): NatConfig {
    const natGateways = this.count ?? options.availabilityZones;
    requireIntegerWithin('network.nat', natGateways, 1, options.availabilityZones,
      'one gateway a zone is enough; write `Nat.none()` for instances without a way to the internet');
    return { subnetType: SubnetType.PRIVATE_WITH_EGRESS, natGateways };
  }

  complete(_scope: Construct, options: NatCompleteOptions): IDependable {
    return options.vpc.selectSubnets({ subnetType: SubnetType.PRIVATE_WITH_EGRESS }).internetConnectivityEstablished;
  }
}
