import type { InstanceType } from 'aws-cdk-lib/aws-ec2';
import { misuse, requirePattern } from './misuse';

/** Rejects what cannot be an instance type. Whether a region offers it is known only there. */
export function requireInstanceType(prop: string, type: InstanceType, example: string): void {
  requirePattern(prop, type.toString(), /^[a-z][a-z0-9-]*\.[a-z0-9-]+$/, 'must be a family, a dot and a size',
    `write \`new InstanceType('${example}')\`, for example`);
}

/** The smallest instances of Amazon RDS and ElastiCache are larger than those of EC2. */
export function requireServerType(prop: string, type: InstanceType, example: string): void {
  requireInstanceType(prop, type, example);
  if (type.toString().endsWith('.nano')) {
    throw misuse(prop, 'must be `micro` or larger', type.toString(), `write \`new InstanceType('${example}')\`, for example`);
  }
}
