import type { AwsCli } from './aws-cli';

/** How to disable a resource's deletion protection. */
const PROTECTIONS: Readonly<Record<string, (physicalId: string) => readonly string[]>> = {
  'AWS::ElasticLoadBalancingV2::LoadBalancer': (arn) => [
    'elbv2', 'modify-load-balancer-attributes', '--load-balancer-arn', arn, '--attributes', 'Key=deletion_protection.enabled,Value=false',
  ],
  'AWS::RDS::DBInstance': (id) => ['rds', 'modify-db-instance', '--db-instance-identifier', id, '--no-deletion-protection', '--apply-immediately'],
  'AWS::RDS::DBCluster': (id) => ['rds', 'modify-db-cluster', '--db-cluster-identifier', id, '--no-deletion-protection', '--apply-immediately'],
};

export interface StackResource {
  readonly LogicalResourceId: string;
  readonly PhysicalResourceId?: string;
  readonly ResourceType: string;
  readonly ResourceStatus: string;
}

/** Disables deletion protection of a stack's resources. */
export async function unprotect(aws: AwsCli, region: string | undefined, resources: readonly StackResource[]): Promise<void> {
  for (const { ResourceType, ResourceStatus, PhysicalResourceId } of resources) {
    const command = PROTECTIONS[ResourceType];
    if (command && PhysicalResourceId && ResourceStatus !== 'DELETE_COMPLETE') await aws.call(region, ...command(PhysicalResourceId));
  }
}
