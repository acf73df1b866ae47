import type { ICompute } from './compute-config';
import { Ec2Compute } from './ec2/ec2-compute';
import type { Ec2Options } from './ec2/ec2-options';

/** What an environment's application runs on. */
export class Compute {
  /**
   * EC2 instances in an Auto Scaling group, in private subnets behind the load balancer.
   *
   * @param options size and kind of the instances, and how a revision gets to them
   */
  static ec2(options: Ec2Options = {}): ICompute {
    return new Ec2Compute(options);
  }

  private constructor() {}
}
