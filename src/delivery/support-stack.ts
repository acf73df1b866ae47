/**
 * A stack that must exist before the pipeline: when a pipeline is created or updated, CodePipeline checks that it may assume the roles
 * of its actions. `cdk deploy` creates it, later the pipeline updates it.
 */
export interface SupportStackTarget {
  /** Name of the action that updates it. */
  readonly actionName: string;
  readonly stackName: string;
  /** Path of the template in the cloud assembly. */
  readonly template: string;
  /** ARN of the role that CloudFormation acts with, with `${AWS::...}` placeholders. */
  readonly executionRoleArn: string;
  /** Set if it is not in the pipeline's account or region. */
  readonly region?: string;
  /** In another account: the bootstrap's deploy role there. */
  readonly deployRoleArn?: string;
}

/** Resources of a pipeline in another region, by names that are known at synthesis. */
export interface RegionTarget {
  readonly region: string;
  readonly bucketName: string;
  readonly topicArn: string;
  /** ARN of the key's alias, if artifacts are encrypted with a key. */
  readonly keyAliasArn?: string;
}
