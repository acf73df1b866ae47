import type { IDeployment } from './deployment-config';
import { InPlaceDeployment, type InPlaceDeploymentOptions } from './in-place-deployment';

/** How a revision gets to the hosts of an environment. */
export class Deployment {
  /**
   * Hosts leave the load balancer, get the new revision and come back, as many at a time as the configuration allows.
   *
   * @param options how many at a time, and when to roll back
   */
  static inPlace(options: InPlaceDeploymentOptions = {}): IDeployment {
    return new InPlaceDeployment(options);
  }

  private constructor() {}
}
