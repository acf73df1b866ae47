import type { Runtime } from './runtime';

/** Where an application is in the repository and how it is reached. */
export interface ApplicationOptions {
  /**
   * Directory of the application, relative to the root of the repository.
   *
   * @default '.' - the root of the repository
   */
  readonly directory?: string;

  /**
   * Port that the application listens on, 1024 to 65535: the application does not run as root.
   * Instances find it in the environment variable `PORT`.
   *
   * @default 3000
   */
  readonly port?: number;

  /**
   * Path that answers 200 when the application can serve. The load balancer asks every 10 seconds.
   *
   * @default '/health'
   */
  readonly healthCheckPath?: string;

  /**
   * Environment variables of the application in every environment. They are readable in the launch template:
   * never put a secret here.
   *
   * @default - only `PORT`, `HOST`, `HEALTH_CHECK_PATH` and what the runtime asks for (Node.js: `NODE_ENV=production`, Python: `PYTHONUNBUFFERED=1`)
   */
  readonly environmentVariables?: { [name: string]: string };
}

/** The same for a Node.js application. */
export interface NodeApplicationOptions extends ApplicationOptions {
  /**
   * Major version of Node.js on the instances, one that Amazon Linux 2023 has as a package. Each new instance gets the
   * newest release of it. A change replaces every instance, one after another.
   *
   * @default 24 - the line with long-term support that is supported until April 2028
   */
  readonly nodeMajorVersion?: number;
}

/** The same for a Go application. */
export interface GolangApplicationOptions extends ApplicationOptions {
  /**
   * Release of Go that your build uses, such as `1.26`. The application is a static binary, so nothing of Go is on an instance;
   * synthesis warns once the support of the release has ended.
   *
   * @default - none is named, and there is no warning
   */
  readonly goVersion?: string;
}

/** The same for a Python application, WSGI or ASGI. */
export interface PythonApplicationOptions extends ApplicationOptions {
  /**
   * Version of Python on the instances, one that Amazon Linux 2023 has as a package. Each new instance gets the newest release of it.
   * A change replaces every instance, one after another.
   *
   * @default '3.13'
   */
  readonly pythonVersion?: string;
}

/** The same for an application of any other language. */
export interface CustomApplicationOptions extends ApplicationOptions {
  /** What it runs in. */
  readonly runtime: Runtime;
}
