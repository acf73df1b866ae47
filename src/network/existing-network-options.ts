import type { SubnetSelection } from 'aws-cdk-lib/aws-ec2';
import type { FlowLogs } from './flow-logs';

/** What is added to an existing VPC. */
export interface ExistingNetworkOptions {
  /**
   * Flow logs.
   *
   * @default - none: the owner of the VPC decides
   */
  readonly flowLogs?: FlowLogs;

  /**
   * Subnets of databases and caches. A change replaces them.
   *
   * @default - isolated subnets, or private ones if there are no isolated ones
   */
  readonly dataSubnets?: SubnetSelection;
}
