import type { Runtime } from './runtime';

/** Where an application is in the repository and how to reach it. */
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
   * Path that answers 200 when the application can serve requests. The load balancer requests it every 10 seconds.
   *
   * @default '/health'
   */
  readonly healthCheckPath?: string;

  /**
   * Environment variables of the application in every environment. Anyone can read them in the launch template:
   * never put a secret here.
   *
   * @default - only `PORT`, `HOST`, `HEALTH_CHECK_PATH` and those of the runtime (Node.js: `NODE_ENV=production`, Python: `PYTHONUNBUFFERED=1`)
   */
  readonly environmentVariables?: { [name: string]: string };
}

/** Options of a Node.js application. */
export interface NodeApplicationOptions extends ApplicationOptions {
  /**
   * Major version of Node.js on the instances, one that Amazon Linux 2023 has a package for. Each new instance gets the
   * newest release of that version. A change replaces every instance, one after another.
   *
   * @default 24 - the line with long-term support that is supported until April 2028
   */
  readonly nodeMajorVersion?: number;
}

/** Options of a Go application. */
export interface GolangApplicationOptions extends ApplicationOptions {
  /**
   * Release of Go that your build uses, such as `1.26`. The application is a static binary, so instances need no Go;
   * synthesis warns when the release is no longer supported.
   *
   * @default - no warning
   */
  readonly goVersion?: string;
}

/** Options of a Python application, WSGI or ASGI. */
export interface PythonApplicationOptions extends ApplicationOptions {
  /**
   * Version of Python on the instances, one that Amazon Linux 2023 has a package for. Each new instance gets its newest release.
   * A change replaces every instance, one after another.
   *
   * @default '3.13'
   */
  readonly pythonVersion?: string;
}

/** Options of an application in any other language. */
export interface CustomApplicationOptions extends ApplicationOptions {
  /** Language and version that it runs on. */
  readonly runtime: Runtime;
}
