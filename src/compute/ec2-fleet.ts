import { InstanceClass, InstanceSize, InstanceType } from 'aws-cdk-lib/aws-ec2';
import type { IRole } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import type { ComputeBindOptions, ComputeConfig, ICompute } from './compute-config';
import { existingInstanceRole } from './existing-instance-role';
import { Fleet } from './fleet';
import { FleetSecurityGroup } from './fleet-security-group';
import { allowCodeDeployEndpoint, InstanceRole } from './instance-role';
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
   * Most instances, up to 2000. More than `minCapacity` gives scaling room to work.
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

  /**
   * Average CPU that scaling aims at, in percent, 10 to 90.
   *
   * @default 60
   */
  readonly targetCpuPercent?: number;

  /**
   * Requests a minute and instance that scaling aims at.
   *
   * @default - instances are added and removed by CPU alone
   */
  readonly targetRequestsPerMinute?: number;

  /**
   * Size of the encrypted root volume in GiB, 8 to 1000. A change replaces every instance, one after another.
   *
   * @default 20
   */
  readonly volumeSizeGiB?: number;

  /**
   * Role of the instances, from `Role.fromRoleArn` or `Role.fromRoleName`: in the account of the environment, and one that
   * `ec2.amazonaws.com` may assume. What instances need is added to it by a policy of the environment's stack; a role with
   * `mutable: false`, or of another account than the stack's that it was imported in, is not changed, and a warning says what it must allow.
   *
   * @default - a role of the environment's own
   */
  readonly instanceRole?: IRole;
}

/** EC2 instances in an Auto Scaling group. */
export class Ec2Fleet implements ICompute {
  /** Fewest instances. */
  readonly minCapacity: number;

  /** Most instances. */
  readonly maxCapacity: number;

  constructor(private readonly options: Ec2FleetOptions) {
    this.minCapacity = options.minCapacity ?? 2;
    requireIntegerWithin('compute.minCapacity', this.minCapacity, 1, 1000, 'leave it out for 2');
    this.maxCapacity = options.maxCapacity ?? this.minCapacity * 2;
    requireIntegerWithin('compute.maxCapacity', this.maxCapacity, 1, 2000, 'leave it out for twice `compute.minCapacity`');
    if (this.minCapacity > this.maxCapacity) {
      throw misuse('compute.minCapacity', `must not be greater than \`compute.maxCapacity\` (${this.maxCapacity})`, this.minCapacity, 'raise `compute.maxCapacity`');
    }
    const { targetCpuPercent, targetRequestsPerMinute, volumeSizeGiB } = options;
    if (targetCpuPercent !== undefined) requireIntegerWithin('compute.targetCpuPercent', targetCpuPercent, 10, 90, 'leave it out for 60');
    if (targetRequestsPerMinute !== undefined) {
      requireIntegerWithin('compute.targetRequestsPerMinute', targetRequestsPerMinute, 1, 10_000_000, 'measure what one instance serves in a minute');
    }
    if (volumeSizeGiB !== undefined) requireIntegerWithin('compute.volumeSizeGiB', volumeSizeGiB, 8, 1000, 'leave it out for 20');
  }

  bind(scope: Construct, options: ComputeBindOptions): ComputeConfig {
    const { instanceRole } = this.options;
    const role = instanceRole ? existingInstanceRole(scope, 'InstanceRole', instanceRole) : new InstanceRole(scope, 'InstanceRole', options.instanceRoleName);
    if (options.codeDeployEndpoint) allowCodeDeployEndpoint(role);
    const securityGroup = new FleetSecurityGroup(scope, 'FleetSecurityGroup', {
      vpc: options.vpc, loadBalancer: options.loadBalancer, port: options.application.port,
    });
    const { launchTemplate } = new InstanceTemplate(scope, 'LaunchTemplate', {
      application: options.application,
      codeDeployEndpoint: options.codeDeployEndpoint,
      instanceType: this.options.instanceType ?? InstanceType.of(InstanceClass.T3, InstanceSize.SMALL),
      volumeSizeGiB: this.options.volumeSizeGiB ?? 20,
      role,
      securityGroup,
    });
    const { autoScalingGroup } = new Fleet(scope, 'Fleet', {
      ...options,
      launchTemplate,
      minCapacity: this.minCapacity,
      maxCapacity: this.maxCapacity,
      targetCpuPercent: this.options.targetCpuPercent ?? 60,
      targetRequestsPerMinute: this.options.targetRequestsPerMinute,
    });
    return { autoScalingGroup, role, grantable: role, connectable: securityGroup };
  }
}
