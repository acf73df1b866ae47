import type { AutoScalingGroup } from 'aws-cdk-lib/aws-autoscaling';
import type { IAlarm } from 'aws-cdk-lib/aws-cloudwatch';
import type { ApplicationTargetGroup } from 'aws-cdk-lib/aws-elasticloadbalancingv2';

/** Hosts that a revision is deployed to, and their load balancer. */
export interface DeployedFleet {
  readonly autoScalingGroup: AutoScalingGroup;
  readonly minCapacity: number;
  readonly maxCapacity: number;
  /** Target group that a host leaves during the deployment to it. */
  readonly targetGroup: ApplicationTargetGroup;
  /** Alarms that stop a deployment and roll it back. */
  readonly alarms: IAlarm[];
}
