import type { Stack } from 'aws-cdk-lib';

/** Prefix of the names of an environment's log groups. */
export function logGroupPrefix({ stackName }: Stack): string {
  return `/gostyle/${stackName}`;
}
