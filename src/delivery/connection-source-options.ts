/** Options of every repository that is read through a CodeConnections connection. */
export interface ConnectionSourceOptions {
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
   * Glob patterns of branches, 1 to 8: a pull request (GitLab: merge request) to one of them starts the pipeline when it is opened and with each
   * new commit, with the commit of the request. Unmerged code is then built and deployed, so the pipeline must not have a
   * production environment, and only commits of `branch` update the pipeline itself.
   *
   * @default - pull requests do not start the pipeline
   */
  readonly pullRequestsTo?: string[];

  /**
   * ARN of a CodeConnections connection whose handshake with the provider is complete.
   */
  readonly connectionArn: string;
}
