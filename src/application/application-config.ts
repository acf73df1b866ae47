import type { Runtime } from './runtime';

/** An application that a pipeline builds once and deploys to every environment. */
export interface IApplication {
  /** Called by the pipeline. */
  bind(): ApplicationConfig;
}

/** An application that was bound to a pipeline. */
export interface ApplicationConfig {
  /** Directory of the application in the repository. */
  readonly directory: string;

  /** Port that the application listens on. */
  readonly port: number;

  /** Path that answers 200 when the application can serve requests. */
  readonly healthCheckPath: string;

  /** Language and version that it runs on. */
  readonly runtime: Runtime;

  /** Environment variables of the application besides `PORT`, `HOST` and `HEALTH_CHECK_PATH`. */
  readonly environmentVariables: Record<string, string>;
}
