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
  /** Those of the pipeline's parameters that the template has. */
  readonly parameterNames: readonly string[];
  /** How a revision reaches its compute. */
  readonly delivery: IDelivery;
  readonly beforeDeployment: readonly IStep[];
  readonly afterDeployment: readonly IStep[];
  /** ARN of the role that CloudFormation acts with, with `${AWS::...}` placeholders. */
  readonly executionRoleArn: string;
  readonly approval?: IApproval;
  /** Whether the pipeline protects its stack against deletion. */
  readonly terminationProtection: boolean;
  /** Whether the stage is run again with what it had before when it fails. */
  readonly rollback: boolean;
  readonly place: Place;
  /** Of an environment in another account. */
  readonly foreign?: ForeignRoles;
}

/** Roles in the account of an environment, by ARNs that are known at synthesis. */
export interface ForeignRoles {
  /** The deploy role of `cdk bootstrap`, which the actions of CloudFormation act as. */
  readonly deployRoleArn: string;
  /** What the deployment acts as. */
  readonly deliveryRoleArn: string;
  /** What recovers and protects the stack acts as. */
  readonly stackRoleArn: string;
  /** What looks up a host that failed acts as. */
  readonly digestRoleArn: string;
  /** What reads revisions there: hosts, steps. */
  readonly revisionReaderArns: readonly string[];
}

/** What the deployment to one environment, with its steps, must be allowed. */
export function deploymentPermissions({ delivery, beforeDeployment, afterDeployment }: Deployment): Permission[] {
  return [delivery, ...beforeDeployment, ...afterDeployment].flatMap(({ permissions }) => permissions);
}

/** What is needed to look up why one failed, with its steps. */
export function lookUpPermissions({ delivery, beforeDeployment, afterDeployment }: Deployment): Permission[] {
  return [delivery, ...beforeDeployment, ...afterDeployment].flatMap((each) => each.lookUpPermissions ?? []);
}

type Deployment = Pick<EnvironmentTarget, 'delivery' | 'beforeDeployment' | 'afterDeployment'>;

/** Each once: environments of a kind say the same. */
export function allLookUpPermissions(targets: EnvironmentTarget[]): Permission[] {
  const all = targets.flatMap(lookUpPermissions);
  return [...new Map(all.map((permission) => [JSON.stringify(permission), permission])).values()];
}
