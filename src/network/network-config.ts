import type { IVpc, SubnetSelection } from 'aws-cdk-lib/aws-ec2';
import type { Construct, IDependable } from 'constructs';

/** A network that an environment lives in. */
export interface INetwork {
  /**
   * Called by the environment.
   *
   * @param scope stack of the environment
   * @param options what the environment asks of its network
   */
  bind(scope: Construct, options: NetworkBindOptions): NetworkConfig;
}

/** What an environment asks of its network. */
export interface NetworkBindOptions {
  /** Whether people depend on the environment: one NAT gateway for each Availability Zone instead of one. */
  readonly production: boolean;
}

/** The network that an environment got. */
export interface NetworkConfig {
  /** The VPC. */
  readonly vpc: IVpc;

  /** Subnets of the load balancer, one in each Availability Zone. */
  readonly loadBalancerSubnets: SubnetSelection;

  /** Subnets of the instances, with a route to the internet through NAT. */
  readonly fleetSubnets: SubnetSelection;

  /** What must exist before an instance can reach the internet. */
  readonly internetAccess: IDependable;
}
