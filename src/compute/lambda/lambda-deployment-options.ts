/** Hooks and alarms of a deployment to a function. */
export interface LambdaDeploymentOptions {
  /**
   * ARN of a function that CodeDeploy invokes before traffic moves. It reports the result (`PutLifecycleEventHookExecutionStatus`); without
   * a result within an hour, or with `Failed`, no traffic moves.
   *
   * @default - a function that requests the health check path of the new version, and fails unless it answers 200 twice
   */
  readonly preTrafficHookArn?: string;

  /**
   * ARN of a function that CodeDeploy invokes after all traffic has moved. With `Failed` it moves back.
   *
   * @default - none
   */
  readonly postTrafficHookArn?: string;

  /**
   * Whether a raised alarm stops a deployment and moves the traffic back. CodeDeploy also refuses to start while one is raised; to deploy the fix,
   * set `false` until it has ended.
   *
   * @default true
   */
  readonly heedAlarms?: boolean;
}
