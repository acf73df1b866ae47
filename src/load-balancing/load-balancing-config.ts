import type {
  ApplicationListener, ApplicationLoadBalancer, ApplicationTargetGroup, HealthCheck, TargetType,
} from 'aws-cdk-lib/aws-elasticloadbalancingv2';

/** The load balancer of an environment, as its compute sees it. */
export interface ILoadBalancing {
  /** The load balancer. Its security group is the only one that has to reach the application. */
  readonly loadBalancer: ApplicationLoadBalancer;

  /** The listener that serves the application: HTTPS where there is a certificate. It has no default action until `serve` was called. */
  readonly listener: ApplicationListener;

  /**
   * Makes a target group with the application's port, health check and drain time. Nothing is sent to it before `serve`.
   *
   * @param id id below the load balancer, such as `TargetGroup`
   * @param options what is registered with it
   */
  addTargetGroup(id: string, options: TargetGroupOptions): ApplicationTargetGroup;

  /**
   * Makes a target group the one that requests go to, as the listener's default action.
   *
   * @param targetGroup target group from `addTargetGroup`
   */
  serve(targetGroup: ApplicationTargetGroup): void;
}

/** What is registered with a target group. */
export interface TargetGroupOptions {
  /** Kind of the targets. A target group of a Lambda function has no port, no VPC and no health check of its own. */
  readonly targetType: TargetType;

  /**
   * Port of the targets, 1 to 65535.
   *
   * @default - the port of the application
   */
  readonly port?: number;

  /**
   * How targets are checked.
   *
   * @default - the application's health path every 10 seconds; a target serves after two passed checks and is taken out after three failed ones
   */
  readonly healthCheck?: HealthCheck;

  /**
   * Whether headers that appear more than once reach a Lambda function as lists.
   *
   * @default false
   */
  readonly multiValueHeaders?: boolean;
}
