import type { InstanceType } from 'aws-cdk-lib/aws-ec2';
import type { IRole } from 'aws-cdk-lib/aws-iam';
import type { InPlace } from './in-place';

/** Size and kind of an EC2 fleet. */
export interface Ec2Options {
  /**
   * Fewest instances, 1 to 1000. With one instance a deployment in place is an outage.
   *
   * @default 2
   */
  readonly minCapacity?: number;

  /**
   * Most instances, up to 2000. More than `minCapacity` gives scaling room to work.
   *
   * @default - twice `minCapacity`
   */
  readonly maxCapacity?: number;

  /**
   * Type of the instances. A change replaces every instance, one after another.
   *
   * @default - t3.small, about 15 USD a month each
   */
  readonly instanceType?: InstanceType;

  /**
   * Average CPU that scaling aims at, in percent, 10 to 90.
   *
   * @default 60
   */
  readonly targetCpuPercent?: number;

  /**
   * Requests a minute and instance that scaling aims at.
   *
   * @default - instances are added and removed by CPU alone
   */
  readonly targetRequestsPerMinute?: number;

  /**
   * Size of the encrypted root volume in GiB, 8 to 1000. A change replaces every instance, one after another.
   *
   * @default 20
   */
  readonly volumeSizeGiB?: number;

  /**
   * Role of the instances, from `Role.fromRoleArn` or `Role.fromRoleName`: in the account of the environment, and one that
   * `ec2.amazonaws.com` may assume. What instances need is added to it by a policy of the environment's stack; a role with
   * `mutable: false`, or of another account than the stack's that it was imported in, is not changed, and a warning says what it must allow.
   *
   * @default - a role of the environment's own
   */
  readonly instanceRole?: IRole;

  /**
   * How a revision gets to the instances.
   *
   * @default InPlace.oneAtATime()
   */
  readonly deployment?: InPlace;
}
