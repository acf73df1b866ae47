import type { AutoScalingGroup } from 'aws-cdk-lib/aws-autoscaling';
import type { IAlarm } from 'aws-cdk-lib/aws-cloudwatch';
import type { IConnectable, IVpc, SubnetSelection } from 'aws-cdk-lib/aws-ec2';
import type { ApplicationLoadBalancer, ApplicationTargetGroup } from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import type { IGrantable, IRole } from 'aws-cdk-lib/aws-iam';
import type { Construct, IDependable } from 'constructs';
import type { ApplicationConfig } from '../application/application-config';

/** The compute of an environment. */
export interface ICompute {
  /** Fewest hosts that serve at any time. */
  readonly minCapacity: number;

  /** Most hosts. */
  readonly maxCapacity: number;

  /**
   * Called by the environment.
   *
   * @param scope stack of the environment
   * @param options what the fleet serves, and where
   */
  bind(scope: Construct, options: ComputeBindOptions): ComputeConfig;
}

/** What a fleet serves, and where. */
export interface ComputeBindOptions {
  /** Name of the environment, for tags and log streams. */
  readonly environmentName: string;

  /** Whether people depend on the environment. */
  readonly production: boolean;

  /** The application. */
  readonly application: ApplicationConfig;

  /** VPC of the environment. */
  readonly vpc: IVpc;

  /** Subnets of the instances. */
  readonly subnets: SubnetSelection;

  /** What must exist before an instance can reach the internet. */
  readonly internetAccess: IDependable;

  /**
   * Whether the CodeDeploy agent reaches CodeDeploy through a VPC endpoint.
   *
   * @default false - over the internet
   */
  readonly codeDeployEndpoint?: boolean;

  /** The load balancer, whose security group is the only one that may reach the application. */
  readonly loadBalancer: ApplicationLoadBalancer;

  /** Target group that the instances join. */
  readonly targetGroup: ApplicationTargetGroup;

  /** Alarms that end the replacement of instances. */
  readonly alarms: IAlarm[];

  /**
   * Name of the instances' role, where the account of the pipeline has to know it.
   *
   * @default - any
   */
  readonly instanceRoleName?: string;
}

/** The fleet that an environment got. */
export interface ComputeConfig {
  /** The Auto Scaling group. */
  readonly autoScalingGroup: AutoScalingGroup;

  /** Role of the instances. */
  readonly role: IRole;

  /** The instances, as something that permissions are granted to. */
  readonly grantable: IGrantable;

  /** The instances, as something that connections are allowed to and from. */
  readonly connectable: IConnectable;
}
