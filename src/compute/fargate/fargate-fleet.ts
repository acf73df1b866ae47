import type { ISecurityGroup } from 'aws-cdk-lib/aws-ec2';
import type { Cluster, FargateService, FargateTaskDefinition } from 'aws-cdk-lib/aws-ecs';
import type { ApplicationListenerRule, ApplicationTargetGroup } from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import type { IRole } from 'aws-cdk-lib/aws-iam';
import type { IConstruct } from 'constructs';
import { guardFactories } from '../../core/guard-factories';
import { ByEnvironment } from '../by-environment';

/** Resources of an environment on Fargate. */
interface FargateFleetParts {
  readonly cluster: Cluster;
  readonly service: FargateService;
  readonly taskDefinition: FargateTaskDefinition;
  readonly taskRole: IRole;
  readonly executionRole: IRole;
  readonly securityGroup: ISecurityGroup;
  readonly targetGroups: ApplicationTargetGroup[];
  readonly productionRule?: ApplicationListenerRule;
}

const fleets = new ByEnvironment<FargateFleet>('Compute.fargate()');

/** The tasks of an environment on AWS Fargate, and their resources. */
export class FargateFleet {
  /**
   * The tasks of an environment whose compute is `Compute.fargate()`.
   *
   * @param environment the environment's stack, or anything in it
   */
  static of(environment: IConstruct): FargateFleet {
    return fleets.of(environment);
  }

  /** @internal */
  static _remember(environment: IConstruct, parts: FargateFleetParts): void {
    fleets.remember(environment, new FargateFleet(parts));
  }

  /** The environment's cluster. */
  readonly cluster: Cluster;

  /** The service. */
  readonly service: FargateService;

  /** The definition of the tasks. A container that is added here runs beside the application. */
  readonly taskDefinition: FargateTaskDefinition;

  /** Role of the application. */
  readonly taskRole: IRole;

  /** Role of Amazon ECS before the application starts. */
  readonly executionRole: IRole;

  /** Security group of the tasks. */
  readonly securityGroup: ISecurityGroup;

  /** Target groups of the tasks: one, or two that a deployment moves requests between. */
  readonly targetGroups: ApplicationTargetGroup[];

  /** Listener rule whose weights Amazon ECS changes, if requests are shifted. Never change it: an update of the stack would reset the weights. */
  readonly productionRule?: ApplicationListenerRule;

  private constructor(parts: FargateFleetParts) {
    this.cluster = parts.cluster;
    this.service = parts.service;
    this.taskDefinition = parts.taskDefinition;
    this.taskRole = parts.taskRole;
    this.executionRole = parts.executionRole;
    this.securityGroup = parts.securityGroup;
    this.targetGroups = parts.targetGroups;
    this.productionRule = parts.productionRule;
  }
}

guardFactories('FargateFleet', FargateFleet);
