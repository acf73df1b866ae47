import type { Runtime } from './runtime';

/** An application that a pipeline builds once and deploys to every environment. */
export interface IApplication {
  /** Called by the pipeline. */
  bind(): ApplicationConfig;
}

/** What is known of an application once it was bound to a pipeline. */
export interface ApplicationConfig {
  /** Directory of the application in the repository. */
  readonly directory: string;

  /** Port that the application listens on. */
  readonly port: number;

  /** Path that answers 200 when the application can serve. */
  readonly healthCheckPath: string;

  /** What it runs in. */
  readonly runtime: Runtime;

  /** What the application finds in its environment besides `PORT`, `HOST` and `HEALTH_CHECK_PATH`. */
  readonly environmentVariables: Record<string, string>;
}
