import { Stack } from 'aws-cdk-lib';
import type { ISecurityGroup } from 'aws-cdk-lib/aws-ec2';
import type { Cluster, FargateService, FargateTaskDefinition } from 'aws-cdk-lib/aws-ecs';
import type { ApplicationListenerRule, ApplicationTargetGroup } from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import type { IRole } from 'aws-cdk-lib/aws-iam';
import type { IConstruct } from 'constructs';
import { misuse } from '../../core/misuse';

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

/** Keyed by the environment's stack. */
const fleets = new WeakMap<Stack, FargateFleet>();

/** The tasks of an environment on AWS Fargate, and their resources. */
export class FargateFleet {
  /**
   * The tasks of an environment whose compute is `Compute.fargate()`.
   *
   * @param environment the environment's stack, or anything in it
   */
  static of(environment: IConstruct): FargateFleet {
    const stack = Stack.of(environment);
    const fleet = fleets.get(stack);
    if (!fleet) {
      throw misuse('environment', 'must have `Compute.fargate()` as its compute', stack.stackName,
        'look for the resources of its own compute');
    }
    return fleet;
  }

  /** @internal */
  static _remember(environment: IConstruct, parts: FargateFleetParts): void {
    fleets.set(Stack.of(environment), new FargateFleet(parts));
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
