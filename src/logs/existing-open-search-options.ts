import type { ISecurityGroup } from 'aws-cdk-lib/aws-ec2';
import type { LogOptions } from '../observability/log-options';

/** How an existing domain is reached. */
export interface ExistingOpenSearchOptions extends LogOptions {
  /**
   * Security group of the domain, in the environment's VPC, from `SecurityGroup.fromSecurityGroupId`. It gets a rule that allows connections
   * from Amazon Data Firehose.
   *
   * @default - the domain is not in a VPC, or already allows connections from the environment's VPC
   */
  readonly securityGroup?: ISecurityGroup;

  /**
   * Whether the domain is in the environment's VPC. Firehose then has network interfaces there, about 7.30 USD a month for each zone.
   *
   * @default true
   */
  readonly inVpc?: boolean;
}
