import { SubnetType, type IVpc } from 'aws-cdk-lib/aws-ec2';
import type { Construct } from 'constructs';
import type { INetwork, NetworkBindOptions, NetworkConfig } from './network-config';
import { requireOutside } from '../core/outside';

/** A VPC that somebody else owns: nothing is made in it and nothing of it is changed. */
export class ExistingNetwork implements INetwork {
  constructor(private readonly vpc: IVpc) {}

  bind(scope: Construct, _options: NetworkBindOptions): NetworkConfig {
    requireOutside('network', this.vpc.vpcId, scope,
      'use `Vpc.fromLookup` or `Vpc.fromVpcAttributes`, or a network of the environment\'s own with `Network.own()`');
    return {
      vpc: this.vpc,
      loadBalancerSubnets: { subnetType: SubnetType.PUBLIC, onePerAz: true },
      fleetSubnets: { subnetType: SubnetType.PRIVATE_WITH_EGRESS },
      internetAccess: this.vpc.internetConnectivityEstablished,
    };
  }
}
