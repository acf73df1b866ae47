import type { IApproval } from './approval-config';
import type { IDelivery } from './delivery-config';
import type { IStep } from './step-config';
import type { Permission } from '../core/permission';
import type { Place } from '../core/place';

/** An environment, as seen by the pipeline: by physical names, without a reference to its stack. */
export interface EnvironmentTarget {
  readonly name: string;
  readonly stackName: string;
  /** Path of the template in the cloud assembly. */
  readonly template: string;
  /** The pipeline's parameters that the template declares. */
  readonly parameterNames: readonly string[];
  /** How a revision reaches its compute. */
  readonly delivery: IDelivery;
  /** Processor architecture of its compute: `X86_64` or `ARM64`. */
  readonly architecture?: string;
  readonly beforeDeployment: readonly IStep[];
  readonly afterDeployment: readonly IStep[];
  /** ARN of the role that CloudFormation acts with, with `${AWS::...}` placeholders. */
  readonly executionRoleArn: string;
  readonly approval?: IApproval;
  /** Whether the pipeline enables termination protection for its stack. */
  readonly terminationProtection: boolean;
  /** Whether a failed stage is run again with its last successful artifacts. */
  readonly rollback: boolean;
  readonly place: Place;
  /** What it needs in another region of its account, before its own stack. */
  readonly edge?: EdgeTarget;
  /** Set for an environment in another account. */
  readonly foreign?: ForeignRoles;
}

/** A stack of an environment in another region, whose output its own stack has as a parameter. */
export interface EdgeTarget {
  readonly stackName: string;
  /** Path of the template in the cloud assembly. */
  readonly template: string;
  /** ARN of the role that CloudFormation acts with, with `${AWS::...}` placeholders. */
  readonly executionRoleArn: string;
  readonly region: string;
  readonly output: string;
  readonly parameterName: string;
}

/** Roles in the account of an environment, by ARNs that are known at synthesis. */
export interface ForeignRoles {
  /** The bootstrap's deploy role, which the CloudFormation actions assume. */
  readonly deployRoleArn: string;
  /** Role of the deployment actions. */
  readonly deliveryRoleArn: string;
  /** Role of the action that recovers and protects the stack. */
  readonly stackRoleArn: string;
  /** Role of the function that looks up a failed host. */
  readonly digestRoleArn: string;
  /** Roles that read revisions there, of hosts and steps. */
  readonly revisionReaderArns: readonly string[];
}

/** Permissions of an environment's deployment and steps. */
export function deploymentPermissions({ delivery, beforeDeployment, afterDeployment }: Deployment): Permission[] {
  return [delivery, ...beforeDeployment, ...afterDeployment].flatMap(({ permissions }) => permissions);
}

/** Permissions to look up why one of them failed. */
export function lookUpPermissions({ delivery, beforeDeployment, afterDeployment }: Deployment): Permission[] {
  return [delivery, ...beforeDeployment, ...afterDeployment].flatMap((each) => each.lookUpPermissions ?? []);
}

type Deployment = Pick<EnvironmentTarget, 'delivery' | 'beforeDeployment' | 'afterDeployment'>;

/** Without duplicates: environments of the same kind have the same permissions. */
export function allLookUpPermissions(targets: EnvironmentTarget[]): Permission[] {
  const all = targets.flatMap(lookUpPermissions);
  return [...new Map(all.map((permission) => [JSON.stringify(permission), permission])).values()];
}
