import type { ISecurityGroup } from 'aws-cdk-lib/aws-ec2';
import type { IConstruct } from 'constructs';
import { misuse } from '../core/misuse';
import { requireOutside } from '../core/outside';

const PROP = 'compute.securityGroups';
/** A network interface takes five, one of which is the application's own. */
const MOST = 4;

/** Rejects more security groups than the application can be in. */
export function requireFewGroups({ length }: readonly ISecurityGroup[] = []): void {
  if (length > MOST) throw misuse(PROP, `must have at most ${MOST}`, length, 'combine their rules');
}

/** Rejects those that another stack of the app creates. */
export function groupsOutside(scope: IConstruct, securityGroups: ISecurityGroup[] = []): ISecurityGroup[] {
  for (const { securityGroupId } of securityGroups) requireOutside(PROP, securityGroupId, scope, 'use `SecurityGroup.fromSecurityGroupId`');
  return securityGroups;
}
