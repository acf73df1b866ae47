import { Duration } from 'aws-cdk-lib';
import {
  AdditionalHealthCheckType, AutoScalingGroup, GroupMetrics, HealthChecks, InstanceRefreshStrategy, TerminationPolicy, UpdatePolicy,
} from 'aws-cdk-lib/aws-autoscaling';
import { InstanceClass, InstanceSize, InstanceType, Port, SecurityGroup } from 'aws-cdk-lib/aws-ec2';
import type { Construct } from 'constructs';
import type { ComputeBindOptions, ComputeConfig, ICompute } from './compute-config';
import { InstanceRole } from './instance-role';
import { InstanceTemplate } from './instance-template';
import { misuse, requireIntegerWithin } from '../core/misuse';

/** Size and kind of an EC2 fleet. */
export interface Ec2FleetOptions {
  /**
   * Fewest instances, 1 to 1000. With one instance a deployment in place is an outage.
   *
   * @default 2
   */
  readonly minCapacity?: number;

  /**
   * Most instances, up to 1000. More than `minCapacity` gives scaling room to work.
   *
   * @default - twice `minCapacity`
   */
  readonly maxCapacity?: number;

  /**
   * Type of the instances. A change replaces every instance, one after another.
   *
   * @default - t3.small, about 15 USD a month each
   */
  readonly instanceType?: InstanceType;
}

/** CodeDeploy's hosts are those of the Auto Scaling group, and new ones get a placeholder and then the last good revision. */
export class Ec2Fleet implements ICompute {
  readonly minCapacity: number;
  readonly maxCapacity: number;

  constructor(private readonly options: Ec2FleetOptions) {
    this.minCapacity = options.minCapacity ?? 2;
    requireIntegerWithin('compute.minCapacity', this.minCapacity, 1, 1000, 'leave it out for 2');
    this.maxCapacity = options.maxCapacity ?? this.minCapacity * 2;
    requireIntegerWithin('compute.maxCapacity', this.maxCapacity, 1, 2000, 'leave it out for twice `compute.minCapacity`');
    if (this.minCapacity > this.maxCapacity) {
      throw misuse('compute.minCapacity', `must not be greater than \`compute.maxCapacity\` (${this.maxCapacity})`, this.minCapacity, 'raise `compute.maxCapacity`');
    }
  }

  bind(scope: Construct, options: ComputeBindOptions): ComputeConfig {
    const role = new InstanceRole(scope, 'InstanceRole');
    const securityGroup = new SecurityGroup(scope, 'FleetSecurityGroup', {
      vpc: options.vpc,
      description: 'Fleet: only the load balancer may come in',
      allowAllOutbound: true,
      disableInlineRules: true,
    });
    securityGroup.connections.allowFrom(
      options.loadBalancerSecurityGroup, Port.tcp(options.application.port), 'Requests and health checks from the load balancer',
    );
    const template = new InstanceTemplate(scope, 'LaunchTemplate', {
      application: options.application,
      instanceType: this.options.instanceType ?? InstanceType.of(InstanceClass.T3, InstanceSize.SMALL),
      role,
      securityGroup,
    });
    const autoScalingGroup = new AutoScalingGroup(scope, 'Fleet', {
      vpc: options.vpc,
      vpcSubnets: options.subnets,
      launchTemplate: template.launchTemplate,
      minCapacity: this.minCapacity,
      maxCapacity: this.maxCapacity,
      // Grace: a first boot installs Node.js and the agent before the placeholder answers.
      healthChecks: HealthChecks.withAdditionalChecks({ additionalTypes: [AdditionalHealthCheckType.ELB], gracePeriod: Duration.seconds(300) }),
      defaultInstanceWarmup: Duration.seconds(120),
      terminationPolicies: [TerminationPolicy.OLDEST_LAUNCH_TEMPLATE, TerminationPolicy.DEFAULT],
      groupMetrics: [GroupMetrics.all()],
      updatePolicy: UpdatePolicy.instanceRefresh({
        strategy: InstanceRefreshStrategy.ROLLING,
        minHealthyPercentage: 100,
        maxHealthyPercentage: 150,
      }),
    });
    autoScalingGroup.attachToApplicationTargetGroup(options.targetGroup);
    autoScalingGroup.scaleOnCpuUtilization('OnCpu', { targetUtilizationPercent: 60 });
    return { autoScalingGroup, role, grantable: role, connectable: autoScalingGroup };
  }
}
