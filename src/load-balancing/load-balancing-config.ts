import type {
  ApplicationListener, ApplicationLoadBalancer, ApplicationProtocol, ApplicationTargetGroup, HealthCheck, TargetType,
} from 'aws-cdk-lib/aws-elasticloadbalancingv2';

/** The load balancer of an environment, as its compute sees it. */
export interface ILoadBalancing {
  /** The load balancer. Only its security group needs access to the application. */
  readonly loadBalancer: ApplicationLoadBalancer;

  /** The listener that serves the application: HTTPS if there is a certificate. It has no default action until `serve` is called. */
  readonly listener: ApplicationListener;

  /** Protocol of the listener: HTTPS on port 443 where there is a certificate, otherwise HTTP on port 80. */
  readonly protocol: ApplicationProtocol;

  /**
   * Name of the request header that holds the client's address, if a content delivery network is in front of the load balancer.
   *
   * @default - clients connect to the load balancer directly
   */
  readonly clientAddressHeader?: string;

  /**
   * Creates a target group with the application's port, health check and deregistration delay. It gets no requests until `serve`.
   *
   * @param id id below the load balancer, such as `TargetGroup`
   * @param options type of the targets, and their health check
   */
  addTargetGroup(id: string, options: TargetGroupOptions): ApplicationTargetGroup;

  /**
   * Makes a target group the listener's default action, so that it gets the requests.
   *
   * @param targetGroup target group from `addTargetGroup`
   */
  serve(targetGroup: ApplicationTargetGroup): void;
}

/** The targets of a target group. */
export interface TargetGroupOptions {
  /** Type of the targets. A target group of a Lambda function has no port, VPC or health check of its own. */
  readonly targetType: TargetType;

  /**
   * Port of the targets, 1 to 65535.
   *
   * @default - the port of the application
   */
  readonly port?: number;

  /**
   * Health check of the targets.
   *
   * @default - the application's health check path every 10 seconds; healthy again after two passed checks, unhealthy after three failed ones
   */
  readonly healthCheck?: HealthCheck;

  /**
   * Whether headers that appear more than once are passed to a Lambda function as lists.
   *
   * @default false
   */
  readonly multiValueHeaders?: boolean;
}
