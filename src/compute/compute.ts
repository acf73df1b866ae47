import type { ICompute } from './compute-config';
import { Ec2Fleet, type Ec2FleetOptions } from './ec2-fleet';

/** What an environment's application runs on. */
export class Compute {
  /**
   * EC2 instances in an Auto Scaling group, in private subnets behind the load balancer.
   *
   * @param options size and kind of the instances
   */
  static ec2(options: Ec2FleetOptions = {}): ICompute {
    return new Ec2Fleet(options);
  }

  private constructor() {}
}
