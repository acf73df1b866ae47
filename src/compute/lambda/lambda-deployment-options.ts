/** What a deployment to a function does besides moving traffic. */
export interface LambdaDeploymentOptions {
  /**
   * ARN of a function that CodeDeploy calls before traffic moves. It tells CodeDeploy the result (`PutLifecycleEventHookExecutionStatus`); without
   * an answer within an hour, or with `Failed`, nothing moves.
   *
   * @default - a function that requests the health check path of the new version, and fails unless it answers 200 twice
   */
  readonly preTrafficHookArn?: string;

  /**
   * ARN of a function that CodeDeploy calls when all traffic has moved. With `Failed` it moves back.
   *
   * @default - none
   */
  readonly postTrafficHookArn?: string;

  /**
   * Whether a raised alarm stops a deployment and moves the traffic back. CodeDeploy also refuses to begin while one is raised; for the repair of
   * what raised it, write `false` until it is over.
   *
   * @default true
   */
  readonly heedAlarms?: boolean;
}
