import type { FlowLogs } from './flow-logs';

/** What is added to a VPC that exists already. */
export interface ExistingNetworkOptions {
  /**
   * Which connections are logged.
   *
   * @default - none: the owner of the VPC decides
   */
  readonly flowLogs?: FlowLogs;
}
