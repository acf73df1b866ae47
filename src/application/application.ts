import type { IApplication } from './application-config';
import type {
  CustomApplicationOptions, GolangApplicationOptions, NodeApplicationOptions, PythonApplicationOptions,
} from './application-options';
import { Runtime } from './runtime';
import { WebApplication } from './web-application';
import { guardFactories } from '../core/guard-factories';

/**
 * The applications that a pipeline can deploy.
 *
 * @exampleMetadata fixture=pipeline
 * @example
 * Application.nestJs({ directory: 'service', port: 3000, healthCheckPath: '/health' });
 */
export class Application {
  /**
   * A NestJS application, which the repository's `buildspec.yml` bundles into one directory.
   *
   * @param options where the application is and how to reach it
   */
  static nestJs(options: NodeApplicationOptions = {}): IApplication {
    return Application.nodeJs(options);
  }

  /**
   * Any other Node.js application that listens on `PORT` and answers a health check path.
   *
   * @param options where the application is and how to reach it
   */
  static nodeJs(options: NodeApplicationOptions = {}): IApplication {
    return new WebApplication(options, Runtime.nodeJs(options.nodeMajorVersion));
  }

  /**
   * A Go application, which the repository's `buildspec.yml` builds into a static binary (`CGO_ENABLED=0`).
   *
   * @param options where the application is and how to reach it
   */
  static golang(options: GolangApplicationOptions = {}): IApplication {
    return new WebApplication(options, Runtime.golang(options.goVersion));
  }

  /**
   * A Python application, WSGI or ASGI. The repository's `buildspec.yml` puts its server (gunicorn, uvicorn, ...) and packages into the revision.
   *
   * @param options where the application is and how to reach it
   */
  static python(options: PythonApplicationOptions = {}): IApplication {
    return new WebApplication(options, Runtime.python(options.pythonVersion));
  }

  /**
   * An application in any language that listens on `PORT` and answers a health check path.
   *
   * @param options what it runs on, where it is and how to reach it
   */
  static custom(options: CustomApplicationOptions): IApplication {
    return new WebApplication(options, options.runtime);
  }

  private constructor() {}
}

guardFactories('Application', Application);
