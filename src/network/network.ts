import type { IVpc } from 'aws-cdk-lib/aws-ec2';
import { ExistingNetwork } from './existing-network';
import type { ExistingNetworkOptions } from './existing-network-options';
import type { INetwork } from './network-config';
import { OwnNetwork } from './own-network';
import type { OwnNetworkOptions } from './own-network-options';
import { guardFactories } from '../core/guard-factories';

/**
 * The networks that an environment can be in.
 *
 * @exampleMetadata fixture=pipeline
 * @example
 * Environment.named('production', { network: Network.existing(Vpc.fromLookup(stack, 'Vpc', { vpcName: 'main' })) });
 */
export class Network {
  /**
   * The environment's own VPC, with public and private subnets, NAT and a gateway endpoint for Amazon S3.
   *
   * @param options size and Availability Zones
   */
  static own(options: OwnNetworkOptions = {}): INetwork {
    return new OwnNetwork(options);
  }

  /**
   * An existing VPC. It needs public subnets for the load balancer, and private subnets with a route
   * to the internet for the instances.
   *
   * @param vpc from `Vpc.fromLookup` or `Vpc.fromVpcAttributes`; one that another stack of the app creates is refused, because an
   *   environment is deployed alone
   * @param options what is added to it
   */
  static existing(vpc: IVpc, options: ExistingNetworkOptions = {}): INetwork {
    return new ExistingNetwork(vpc, options);
  }

  private constructor() {}
}

guardFactories('Network', Network);
