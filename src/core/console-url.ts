import type { Stack } from 'aws-cdk-lib';

/** A page of the AWS console, in the region of the stack. */
export function consoleUrl({ region }: Pick<Stack, 'region'>, path: string): string {
  return `https://${region}.console.aws.amazon.com/${path}`;
}
