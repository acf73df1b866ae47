import type { IApproval } from './approval-config';
import type { Place } from '../core/place';

/** An environment, as the pipeline knows it: by physical names, without a reference to its stack. */
export interface EnvironmentTarget {
  readonly name: string;
  readonly stackName: string;
  /** Path of the template in the cloud assembly. */
  readonly template: string;
  readonly applicationName: string;
  readonly deploymentGroupName: string;
  readonly deploymentConfigName: string;
  /** Name of a state machine. */
  readonly beforeDeployment?: string;
  /** ARN of the role that CloudFormation acts with, with `${AWS::...}` placeholders. */
  readonly executionRoleArn: string;
  readonly approval?: IApproval;
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
  /** What looks up a host that failed acts as. */
  readonly digestRoleArn: string;
  readonly instanceRoleArn: string;
}
