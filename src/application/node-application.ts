import type { ApplicationConfig, IApplication } from './application-config';
import { requireEnvironmentVariables } from './environment-variables';
import { misuse, requireIntegerWithin, requirePattern } from '../core/misuse';

/** Where a Node.js application is in the repository and how it is reached. */
export interface NodeApplicationOptions {
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
   * Major version of Node.js on the instances, one that Amazon Linux 2023 has as a package. Each new instance gets the
   * newest release of it. A change replaces every instance, one after another.
   *
   * @default 24 - the LTS line that is supported until April 2028
   */
  readonly nodeMajorVersion?: number;

  /**
   * Environment variables of the application in every environment. They are readable in the launch template:
   * never put a secret here.
   *
   * @default - only `PORT`, `HOST` and `NODE_ENV=production`
   */
  readonly environmentVariables?: { [name: string]: string };
}

const NODE_MAJOR_VERSION = 24;

/** A Node.js application that listens on a port and answers a health path. */
export class NodeApplication implements IApplication {
  constructor(private readonly options: NodeApplicationOptions) {
    const { port, healthCheckPath, nodeMajorVersion, directory } = options;
    if (port !== undefined) requireIntegerWithin('application.port', port, 1024, 65_535, 'choose a free one, such as 3000');
    if (healthCheckPath !== undefined) {
      requirePattern('application.healthCheckPath', healthCheckPath, /^\/[!->@-~]{0,1023}$/,
        'must start with `/` and have neither blanks nor a query', `write \`/${healthCheckPath.trim().replace(/^\/+/, '')}\``);
    }
    if (nodeMajorVersion !== undefined) {
      requireIntegerWithin('application.nodeMajorVersion', nodeMajorVersion, 22, 99, `leave it out for ${NODE_MAJOR_VERSION}`);
    }
    if (directory !== undefined) requireInsideRepository(directory);
    requireEnvironmentVariables('application.environmentVariables', options.environmentVariables ?? {});
  }

  bind(): ApplicationConfig {
    return {
      directory: this.options.directory ?? '.',
      port: this.options.port ?? 3000,
      healthCheckPath: this.options.healthCheckPath ?? '/health',
      nodeMajorVersion: this.options.nodeMajorVersion ?? NODE_MAJOR_VERSION,
      environmentVariables: { NODE_ENV: 'production', ...this.options.environmentVariables },
    };
  }
}

function requireInsideRepository(directory: string): void {
  if (directory.startsWith('/') || directory.split('/').includes('..')) {
    throw misuse('application.directory', 'must be relative to the root of the repository and inside it', directory, 'write `service`, for example');
  }
}
