import type { InterfaceVpcEndpointAwsService, NatProvider, SubnetSelection, SubnetType, Vpc } from 'aws-cdk-lib/aws-ec2';
import type { Construct, IDependable } from 'constructs';

/** How instances in private subnets reach the outside of their VPC. */
export interface INat {
  /**
   * Called by the network before it creates the VPC.
   *
   * @param options size of the VPC
   */
  bind(options: NatBindOptions): NatConfig;

  /**
   * Called by the network with the VPC. Returns what must exist before an instance has the access that it needs.
   *
   * @param scope stack of the environment
   * @param options the VPC, and what is in it
   */
  complete(scope: Construct, options: NatCompleteOptions): IDependable;
}

/** Size of a VPC that is about to be created. */
export interface NatBindOptions {
  /** Number of Availability Zones. */
  readonly availabilityZones: number;
}

/** Options that the VPC is created with. */
export interface NatConfig {
  /** Kind of the private subnets. */
  readonly subnetType: SubnetType;

  /** Number of NAT gateways or NAT instances. */
  readonly natGateways: number;

  /**
   * Provider that creates them.
   *
   * @default - NAT gateways
   */
  readonly natGatewayProvider?: NatProvider;

  /**
   * Whether the CodeDeploy agent reaches CodeDeploy through a VPC endpoint.
   *
   * @default false - over the internet
   */
  readonly codeDeployEndpoint?: boolean;
}

/** A VPC, and what is in it. */
export interface NatCompleteOptions {
  /** The VPC. */
  readonly vpc: Vpc;

  /** Its address range. */
  readonly cidr: string;

  /** Its subnets for what the application runs on. */
  readonly subnets: SubnetSelection;

  /** Whether instances send logs to CloudWatch. */
  readonly logs: boolean;

  /**
   * VPC endpoints that the compute needs in a network without internet access, by their ids.
   *
   * @default - what EC2 instances need
   */
  readonly endpoints?: { [id: string]: InterfaceVpcEndpointAwsService };
}
