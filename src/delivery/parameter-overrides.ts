import { Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { misuse } from '../core/misuse';

/** Limit of `ParameterOverrides` of the CloudFormation action, in bytes of JSON. */
const MAXIMUM = 1024;

/** Assumed lengths of values that are known only at deployment, in bytes. */
const PSEUDO_PARAMETERS: Record<string, number> = { 'AWS::AccountId': 12, 'AWS::Partition': 10, 'AWS::Region': 14, 'AWS::URLSuffix': 16 };
/** An ARN or a name that CloudFormation generates: a bucket's has at most 63 characters, a topic's 40 more than its name. */
const REFERENCE = 120;

/**
 * Rejects more than an action may pass to a stack. CodePipeline would refuse it only at deployment, without naming a parameter.
 *
 * @see https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference-CloudFormation.html
 */
export function requireOverridesFit(scope: Construct, environmentName: string, overrides: Record<string, string>): void {
  const sizes = Object.entries(Stack.of(scope).resolve(overrides) as Record<string, unknown>)
    // Plus quotes, colon and comma.
    .map(([name, value]) => ({ name, bytes: Buffer.byteLength(JSON.stringify(name)) + bytesOf(value) + 4 }));
  const total = sizes.reduce((sum, { bytes }) => sum + bytes, 2);
  if (total <= MAXIMUM) return;
  const [longest] = [...sizes].sort((a, b) => b.bytes - a.bytes);
  throw misuse(`environments.${environmentName}`,
    `must pass parameters of at most ${MAXIMUM} bytes in total (ParameterOverrides of PrepareChangeSet)`, total,
    `shorten them or keep one in a parameter of Systems Manager: ${longest.name} has ${longest.bytes}`);
}

function bytesOf(value: unknown): number {
  if (typeof value === 'string') return Buffer.byteLength(JSON.stringify(value)) - 2;
  const [[intrinsic, argument]] = Object.entries(value as Record<string, unknown>);
  if (intrinsic !== 'Fn::Join') return intrinsic === 'Ref' ? PSEUDO_PARAMETERS[argument as string] ?? REFERENCE : REFERENCE;
  const [delimiter, parts] = argument as [string, unknown[]];
  return parts.reduce((sum: number, part) => sum + bytesOf(part), delimiter.length * (parts.length - 1));
}
