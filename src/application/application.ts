import type { IApplication } from './application-config';
import { NodeApplication, type NodeApplicationOptions } from './node-application';

/** The applications that a pipeline can deploy. */
export class Application {
  /**
   * A NestJS application, which the repository's `buildspec.yml` bundles into one directory.
   *
   * @param options where the application is and how it is reached
   */
  static nestJs(options: NodeApplicationOptions = {}): IApplication {
    return new NodeApplication(options);
  }

  /**
   * Any other Node.js application that listens on `PORT` and answers a health path.
   *
   * @param options where the application is and how it is reached
   */
  static nodeJs(options: NodeApplicationOptions = {}): IApplication {
    return new NodeApplication(options);
  }

  private constructor() {}
}
