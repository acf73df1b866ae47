/**
 * A stack that must be there before the pipeline: CodePipeline looks whether it may take on the roles of its actions when it is
 * made or changed. `cdk deploy` makes it, later the pipeline updates it.
 */
export interface SupportStackTarget {
  /** Name of the action that updates it. */
  readonly actionName: string;
  readonly stackName: string;
  /** Path of the template in the cloud assembly. */
  readonly template: string;
  /** ARN of the role that CloudFormation acts with, with `${AWS::...}` placeholders. */
  readonly executionRoleArn: string;
  /** Where it is not where the pipeline is. */
  readonly region?: string;
  /** In another account: the deploy role of its bootstrap. */
  readonly deployRoleArn?: string;
}

/** What a pipeline has in another region, by names that are known at synthesis. */
export interface RegionTarget {
  readonly region: string;
  readonly bucketName: string;
  readonly topicArn: string;
  /** ARN of the key's alias, where the artifacts have a key. */
  readonly keyAliasArn?: string;
}
