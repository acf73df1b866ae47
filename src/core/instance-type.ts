import type { InstanceType } from 'aws-cdk-lib/aws-ec2';
import { misuse, requirePattern } from './misuse';

/** Refuses what is no type of instances at all. Whether a region has one is known only there. */
export function requireInstanceType(prop: string, type: InstanceType, example: string): void {
  requirePattern(prop, type.toString(), /^[a-z][a-z0-9-]*\.[a-z0-9-]+$/, 'must be a family, a dot and a size',
    `write \`new InstanceType('${example}')\`, for example`);
}

/** Amazon RDS and ElastiCache have no instances as small as the smallest ones of EC2. */
export function requireServerType(prop: string, type: InstanceType, example: string): void {
  requireInstanceType(prop, type, example);
  if (type.toString().endsWith('.nano')) {
    throw misuse(prop, 'must be `micro` or larger', type.toString(), `write \`new InstanceType('${example}')\`, for example`);
  }
}
