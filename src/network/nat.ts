import type { INat } from './nat-config';
import { NatGateways } from './nat-gateways';
import { NatInstance } from './nat-instance';
import type { NatInstanceOptions } from './nat-instance-options';
import { NoNat } from './no-nat';
import { guardFactories } from '../core/guard-factories';

/**
 * How instances in private subnets reach the outside of their VPC.
 *
 * @exampleMetadata fixture=pipeline
 * @example
 * Environment.named('staging', { network: Network.own({ nat: Nat.instance() }) });
 */
export class Nat {
  /** A NAT gateway in each Availability Zone, about 33 USD a month each: the loss of a zone does not affect the others. */
  static gatewayPerZone(): INat {
    return new NatGateways();
  }

  /**
   * NAT gateways, about 33 USD a month each. With fewer gateways than zones, the loss of a gateway's zone cuts instances in the others
   * off from the internet; they still serve, and still reach Amazon S3.
   *
   * @param count 1 to the number of Availability Zones
   */
  static gateways(count: number): INat {
    return new NatGateways(count);
  }

  /**
   * One NAT instance, about 13 USD a month: the environment's own Amazon Linux, patched with its releases. While it is replaced or fails,
   * instances are cut off from the internet for a minute or more; they still serve, and still reach Amazon S3.
   *
   * @param options its size
   */
  static instance(options: NatInstanceOptions = {}): INat {
    return new NatInstance(options);
  }

  /**
   * No internet access. AWS CodeDeploy, Systems Manager and, with `logs`, CloudWatch are reached through VPC endpoints, about 7 USD a
   * month each in each zone; packages of the instances and revisions come from Amazon S3. Everything else that the application and its hook scripts
   * need must be in the revision or in the machine image, and every other AWS service needs an endpoint:
   * `environment('production').vpc.addInterfaceEndpoint(...)`. Not in China and GovCloud, where CodeDeploy has no such endpoints.
   */
  static none(): INat {
    return new NoNat();
  }

  private constructor() {}
}

guardFactories('Nat', Nat);
