import { SubnetType, type IVpc, type SubnetSelection } from 'aws-cdk-lib/aws-ec2';
import { Construct } from 'constructs';
import type { ExistingNetworkOptions } from './existing-network-options';
import type { INetwork, NetworkBindOptions, NetworkConfig } from './network-config';
import { requireOutside } from '../core/outside';

/** An existing VPC, in which nothing is changed. */
export class ExistingNetwork implements INetwork {
  constructor(private readonly vpc: IVpc, private readonly options: ExistingNetworkOptions) {}

  bind(scope: Construct, { dataSubnets }: NetworkBindOptions): NetworkConfig {
    requireOutside('network', this.vpc.vpcId, scope,
      'use `Vpc.fromLookup` or `Vpc.fromVpcAttributes`, or a network of the environment\'s own with `Network.own()`');
    const { flowLogs } = this.options;
    const flowLogGroup = flowLogs?._record(new Construct(scope, 'NetworkLogs'), this.vpc);
    return {
      vpc: this.vpc,
      loadBalancerSubnets: { subnetType: SubnetType.PUBLIC, onePerAz: true },
      dataSubnets: dataSubnets ? this.dataSubnets : undefined,
      fleetSubnets: { subnetType: SubnetType.PRIVATE_WITH_EGRESS },
      internetAccess: this.vpc.internetConnectivityEstablished,
      flowLogGroup,
    };
  }

  private get dataSubnets(): SubnetSelection | undefined {
    return this.options.dataSubnets ?? (this.vpc.isolatedSubnets.length > 0 ? { subnetType: SubnetType.PRIVATE_ISOLATED } : undefined);
  }
}
