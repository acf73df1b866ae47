import type { FlowLogs } from './flow-logs';
import type { INat } from './nat-config';

/** Options of the environment's own VPC. */
export interface OwnNetworkOptions {
  /**
   * Address range of the VPC, `/16` to `/20`. A change replaces the VPC and everything in it.
   *
   * @default '10.0.0.0/16'
   */
  readonly cidr?: string;

  /**
   * Number of Availability Zones, 2 to 3. A load balancer needs two; some regions offer only two. It cannot change in an environment that has a
   * database, a cache or an OpenSearch domain, because the address ranges of their subnets would overlap with the existing ones.
   *
   * @default 2
   */
  readonly availabilityZones?: number;

  /**
   * How instances reach the outside of the VPC: NAT gateways, a NAT instance, or not at all. A change cuts them off for some
   * minutes; the VPC and its subnets stay.
   *
   * @default - `Nat.gatewayPerZone()` in production, otherwise `Nat.gateways(1)`
   */
  readonly nat?: INat;

  /**
   * Flow logs.
   *
   * @default FlowLogs.rejectedTraffic() - rejected connections, for three months
   */
  readonly flowLogs?: FlowLogs;
}
