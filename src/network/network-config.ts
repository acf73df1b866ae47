import type { InterfaceVpcEndpointAwsService, IVpc, SubnetSelection } from 'aws-cdk-lib/aws-ec2';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import type { Construct, IDependable } from 'constructs';

/** The network of an environment. */
export interface INetwork {
  /**
   * Called by the environment.
   *
   * @param scope stack of the environment
   * @param options what the environment needs from its network
   */
  bind(scope: Construct, options: NetworkBindOptions): NetworkConfig;
}

/** What an environment needs from its network. */
export interface NetworkBindOptions {
  /** Whether users depend on the environment: one NAT gateway for each Availability Zone instead of one. */
  readonly production: boolean;

  /** Whether instances send logs to CloudWatch. */
  readonly logs: boolean;

  /**
   * Whether the environment stores data in subnets without a route to the internet.
   *
   * @default false
   */
  readonly dataSubnets?: boolean;

  /**
   * VPC endpoints that the compute needs in a network without internet access, by their ids.
   *
   * @default - what EC2 instances need
   */
  readonly endpoints?: { [id: string]: InterfaceVpcEndpointAwsService };
}

/** The network of an environment. */
export interface NetworkConfig {
  /** The VPC. */
  readonly vpc: IVpc;

  /** Subnets of the load balancer, one in each Availability Zone. */
  readonly loadBalancerSubnets: SubnetSelection;

  /** Subnets of the instances, with a route to the internet through NAT or with VPC endpoints. */
  readonly fleetSubnets: SubnetSelection;

  /**
   * Subnets of databases and caches, without a route to the internet.
   *
   * @default - those of the instances
   */
  readonly dataSubnets?: SubnetSelection;

  /** What must exist before an instance can reach the internet, or the endpoints that replace it. */
  readonly internetAccess: IDependable;

  /**
   * Whether the CodeDeploy agent reaches CodeDeploy through the VPC endpoint `codedeploy-commands-secure`, which requires permissions
   * of the instances and a setting of the agent.
   *
   * @default false - over the internet
   */
  readonly codeDeployEndpoint?: boolean;

  /**
   * Log group that flow logs go to.
   *
   * @default - none that the environment knows: there are no flow logs, or they go elsewhere
   */
  readonly flowLogGroup?: ILogGroup;
}
