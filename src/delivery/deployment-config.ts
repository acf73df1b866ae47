import type { AutoScalingGroup } from 'aws-cdk-lib/aws-autoscaling';
import type { IAlarm } from 'aws-cdk-lib/aws-cloudwatch';
import type { IServerDeploymentGroup } from 'aws-cdk-lib/aws-codedeploy';
import type { ApplicationTargetGroup } from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import type { Construct } from 'constructs';

/** How a revision gets to the hosts of an environment. */
export interface IDeployment {
  /**
   * Called by the environment.
   *
   * @param scope stack of the environment
   * @param options which hosts, and behind which load balancer
   */
  bind(scope: Construct, options: DeploymentBindOptions): DeploymentConfig;
}

/** Which hosts a revision goes to, and behind which load balancer they are. */
export interface DeploymentBindOptions {
  /** Name of the environment. */
  readonly environmentName: string;

  /** Name of the CodeDeploy application. */
  readonly applicationName: string;

  /** Name of the deployment group. */
  readonly deploymentGroupName: string;

  /** The hosts. */
  readonly autoScalingGroup: AutoScalingGroup;

  /** Fewest hosts of the environment. */
  readonly minCapacity: number;

  /** Most hosts of the environment. */
  readonly maxCapacity: number;

  /** Target group that a host leaves while it is deployed to. */
  readonly targetGroup: ApplicationTargetGroup;

  /** Alarms that stop a deployment and roll it back. */
  readonly alarms: IAlarm[];
}

/** The deployment group that an environment got. */
export interface DeploymentConfig {
  /** The deployment group. */
  readonly deploymentGroup: IServerDeploymentGroup;

  /** Name of its deployment configuration. */
  readonly deploymentConfigName: string;

  /** How often hosts leave the load balancer until all of the smallest fleet were deployed to. */
  readonly rounds: number;

  /**
   * Name of the state machine that the pipeline runs before each deployment.
   *
   * @default - none
   */
  readonly beforeDeployment?: string;
}
