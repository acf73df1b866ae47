import type { InstanceType } from 'aws-cdk-lib/aws-ec2';
import { requirePattern } from './misuse';

/** Rejects what cannot be an instance type. Whether a region offers it is known only there. */
export function requireInstanceType(prop: string, type: InstanceType, example: string): void {
  requirePattern(prop, type.toString(), /^[a-z][a-z0-9-]*\.[a-z0-9-]+$/, 'must be a family, a dot and a size',
    `write \`new InstanceType('${example}')\`, for example`);
}
