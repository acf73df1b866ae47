import type { AutoScalingGroup } from 'aws-cdk-lib/aws-autoscaling';
import type { IServerDeploymentGroup } from 'aws-cdk-lib/aws-codedeploy';
import type { ILaunchTemplate, ISecurityGroup } from 'aws-cdk-lib/aws-ec2';
import type { ApplicationTargetGroup } from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import type { IRole } from 'aws-cdk-lib/aws-iam';
import type { IConstruct } from 'constructs';
import { guardFactories } from '../../core/guard-factories';
import { ByEnvironment } from '../by-environment';

/** What an EC2 fleet consists of. */
interface Ec2FleetParts {
  readonly autoScalingGroup: AutoScalingGroup;
  readonly launchTemplate: ILaunchTemplate;
  readonly role: IRole;
  readonly securityGroup: ISecurityGroup;
  readonly targetGroup: ApplicationTargetGroup;
  readonly deploymentGroup: IServerDeploymentGroup;
}

const fleets = new ByEnvironment<Ec2Fleet>('Compute.ec2()');

/** The EC2 instances of an environment, and their resources. */
export class Ec2Fleet {
  /**
   * The fleet of an environment whose compute is `Compute.ec2()`.
   *
   * @param environment the environment's stack, or anything in it
   */
  static of(environment: IConstruct): Ec2Fleet {
    return fleets.of(environment);
  }

  /** @internal */
  static _remember(environment: IConstruct, parts: Ec2FleetParts): void {
    fleets.remember(environment, new Ec2Fleet(parts));
  }

  /** The Auto Scaling group. */
  readonly autoScalingGroup: AutoScalingGroup;

  /** The launch template of the instances. */
  readonly launchTemplate: ILaunchTemplate;

  /** Role of the instances. */
  readonly role: IRole;

  /** Security group of the instances. */
  readonly securityGroup: ISecurityGroup;

  /** Target group of the instances. */
  readonly targetGroup: ApplicationTargetGroup;

  /** The CodeDeploy deployment group. */
  readonly deploymentGroup: IServerDeploymentGroup;

  private constructor(parts: Ec2FleetParts) {
    this.autoScalingGroup = parts.autoScalingGroup;
    this.launchTemplate = parts.launchTemplate;
    this.role = parts.role;
    this.securityGroup = parts.securityGroup;
    this.targetGroup = parts.targetGroup;
    this.deploymentGroup = parts.deploymentGroup;
  }
}

guardFactories('Ec2Fleet', Ec2Fleet);
