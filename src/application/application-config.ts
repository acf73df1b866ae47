/** An application that a pipeline builds once and deploys to every environment. */
export interface IApplication {
  /**
   * Called by the pipeline.
   *
   * @param pipelineName name of the pipeline, which is the application's default name
   */
  bind(pipelineName: string): ApplicationConfig;
}

/** What is known of an application once it was bound to a pipeline. */
export interface ApplicationConfig {
  /** Name of the application in CodeDeploy and in log streams. */
  readonly name: string;

  /** Directory of the application in the repository. */
  readonly directory: string;

  /** Port that the application listens on. */
  readonly port: number;

  /** Path that answers 200 when the application can serve. */
  readonly healthCheckPath: string;

  /** Major version of Node.js on the instances. */
  readonly nodeMajorVersion: number;

  /** What the environment file holds besides `PORT` and `HOST`. */
  readonly environmentVariables: Record<string, string>;

  /**
   * Where the logs of the instances go.
   *
   * @default - they stay on the instances
   */
  readonly logs?: LogDestination;
}

/** Where the logs of the instances go. */
export interface LogDestination {
  /** The systemd unit of the application. */
  readonly unit: string;

  /** Start of the names of the log groups. */
  readonly logGroupPrefix: string;
}
