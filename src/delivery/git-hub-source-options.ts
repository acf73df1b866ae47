/** Which repository and branch of GitHub. */
export interface GitHubSourceOptions {
  /** Person or organization that owns the repository. */
  readonly owner: string;

  /** Name of the repository, without its owner. */
  readonly repository: string;

  /**
   * Branch whose commits are released.
   *
   * @default 'main'
   */
  readonly branch?: string;

  /**
   * Glob patterns of paths, 1 to 8: only a commit that changes one of them starts the pipeline, such as `service/**`.
   *
   * @default - every commit of the branch
   */
  readonly includePaths?: string[];

  /**
   * Glob patterns of paths, 1 to 8: a commit that changes nothing else does not start the pipeline, such as `docs/**`.
   *
   * @default - every commit of the branch
   */
  readonly excludePaths?: string[];

  /**
   * ARN of a CodeConnections connection whose handshake with GitHub was completed.
   */
  readonly connectionArn: string;
}
