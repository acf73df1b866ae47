import type { FlowLogs } from './flow-logs';

/** What is added to a VPC that exists already. */
export interface ExistingNetworkOptions {
  /**
   * Which connections are logged.
   *
   * @default - none: whoever owns the VPC decides
   */
  readonly flowLogs?: FlowLogs;
}
