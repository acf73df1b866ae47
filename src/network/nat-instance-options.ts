import type { InstanceType } from 'aws-cdk-lib/aws-ec2';

/** Size of a NAT instance. */
export interface NatInstanceOptions {
  /**
   * Type of the instance, whose bandwidth all instances of the environment share. A change replaces it.
   *
   * @default - t4g.micro, about 6 USD a month, 4 USD for its public address and 3 USD for its volume and monitoring
   */
  readonly instanceType?: InstanceType;
}
