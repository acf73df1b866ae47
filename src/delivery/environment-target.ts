import type { IApproval } from './approval-config';

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
}
