import { Annotations, Match } from 'aws-cdk-lib/assertions';
import type { EnvironmentStack } from '../../src';

/** The warnings that synthesis gives about an environment. */
export function warnings(stack: EnvironmentStack): string[] {
  return Annotations.fromStack(stack).findWarning('*', Match.anyValue()).map(({ entry }) => entry.data as string);
}
