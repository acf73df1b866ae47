import { Duration } from 'aws-cdk-lib';
import {
  AdditionalHealthCheckType, AutoScalingGroup, CfnAutoScalingGroup, GroupMetrics, HealthChecks, InstanceRefreshStrategy, PredefinedMetric,
  TargetTrackingScalingPolicy, TerminationPolicy, UpdatePolicy,
} from 'aws-cdk-lib/aws-autoscaling';
import type { IAlarm } from 'aws-cdk-lib/aws-cloudwatch';
import type { ILaunchTemplate, IVpc, SubnetSelection } from 'aws-cdk-lib/aws-ec2';
import type { ApplicationLoadBalancer, ApplicationTargetGroup } from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { Construct, type IDependable } from 'constructs';
import { launchedFrom, type Purchase } from './purchase';
import { acknowledge } from '../../core/acknowledge';

export interface FleetProps {
  readonly vpc: IVpc;
  readonly subnets: SubnetSelection;
  readonly internetAccess: IDependable;
  readonly loadBalancer: ApplicationLoadBalancer;
  readonly targetGroup: ApplicationTargetGroup;
  readonly alarms: IAlarm[];
  readonly launchTemplate: ILaunchTemplate;
  readonly purchase: Purchase;
  readonly minCapacity: number;
  readonly maxCapacity: number;
  readonly targetCpuPercent: number;
  readonly targetRequestsPerMinute?: number;
}

/** The Auto Scaling group with its health checks and scaling policies, and the instance refresh that a new machine image or user data starts. */
export class Fleet extends Construct {
  readonly autoScalingGroup: AutoScalingGroup;

  constructor(scope: Construct, id: string, private readonly props: FleetProps) {
    super(scope, id);
    this.autoScalingGroup = new AutoScalingGroup(this, 'Resource', {
      vpc: props.vpc,
      vpcSubnets: props.subnets,
      ...launchedFrom(props.launchTemplate, props.purchase),
      // No desired capacity: an infrastructure deployment would undo what scaling did.
      minCapacity: props.minCapacity,
      maxCapacity: props.maxCapacity,
      // The grace period covers a first boot, which installs Node.js and the agent before the placeholder answers.
      healthChecks: HealthChecks.withAdditionalChecks({
        additionalTypes: [AdditionalHealthCheckType.ELB], gracePeriod: Duration.seconds(300),
      }),
      defaultInstanceWarmup: Duration.seconds(120),
      terminationPolicies: [TerminationPolicy.OLDEST_LAUNCH_TEMPLATE, TerminationPolicy.DEFAULT],
      groupMetrics: [GroupMetrics.all()],
      // New instances are launched before old ones are terminated, so a refresh never reduces capacity.
      updatePolicy: UpdatePolicy.instanceRefresh({
        strategy: InstanceRefreshStrategy.ROLLING,
        minHealthyPercentage: 100,
        maxHealthyPercentage: 150,
        skipMatching: true,
        alarms: props.alarms,
      }),
    });
    acknowledge(this.autoScalingGroup, 'AwsSolutions-AS3', 'the alarms of the environment send notifications, not its Auto Scaling group');
    // The first boot downloads packages, which fails without a route to the internet.
    this.autoScalingGroup.node.addDependency(props.internetAccess);
    this.joinTargetGroup();
    // With equal minimum and maximum there is nothing to scale.
    if (props.minCapacity < props.maxCapacity) this.scale();
  }

  /** Without `attachToApplicationTargetGroup`, which adds security group rules whose ids depend on the path of the stack. */
  private joinTargetGroup(): void {
    (this.autoScalingGroup.node.defaultChild as CfnAutoScalingGroup).targetGroupArns = [this.props.targetGroup.targetGroupArn];
  }

  private scale(): void {
    const { autoScalingGroup } = this;
    const { loadBalancer, targetGroup, targetCpuPercent, targetRequestsPerMinute } = this.props;
    new TargetTrackingScalingPolicy(this, 'ScaleOnCpu', {
      autoScalingGroup,
      predefinedMetric: PredefinedMetric.ASG_AVERAGE_CPU_UTILIZATION,
      targetValue: targetCpuPercent,
    });
    if (targetRequestsPerMinute === undefined) return;
    const policy = new TargetTrackingScalingPolicy(this, 'ScaleOnRequests', {
      autoScalingGroup,
      predefinedMetric: PredefinedMetric.ALB_REQUEST_COUNT_PER_TARGET,
      resourceLabel: `${loadBalancer.loadBalancerFullName}/${targetGroup.targetGroupFullName}`,
      targetValue: targetRequestsPerMinute,
    });
    // Only a target group that a listener uses has a request count.
    policy.node.addDependency(targetGroup.loadBalancerAttached);
  }
}
