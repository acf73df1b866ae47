import { Stack } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import { misuse } from '../core/misuse';

/** What the CloudFormation action takes as JSON. */
const MAXIMUM = 1024;

/** How long values are that are known at deployment, in bytes. */
const PSEUDO_PARAMETERS: Record<string, number> = { 'AWS::AccountId': 12, 'AWS::Partition': 10, 'AWS::Region': 14, 'AWS::URLSuffix': 16 };
/** An ARN or a name that CloudFormation makes: a bucket's has at most 63, a topic's 40 more than its name. */
const REFERENCE = 120;

/**
 * Refuses more than an action may pass to a stack. CodePipeline would say so when the pipeline is deployed, without the name of a parameter.
 *
 * @see https://docs.aws.amazon.com/codepipeline/latest/userguide/action-reference-CloudFormation.html
 */
export function requireOverridesFit(scope: Construct, environmentName: string, overrides: Record<string, string>): void {
  const sizes = Object.entries(Stack.of(scope).resolve(overrides) as Record<string, unknown>)
    // Quotes, colon and comma around a name and its value.
    .map(([name, value]) => ({ name, bytes: Buffer.byteLength(JSON.stringify(name)) + bytesOf(value) + 4 }));
  const total = sizes.reduce((sum, { bytes }) => sum + bytes, 2);
  if (total <= MAXIMUM) return;
  const [longest] = [...sizes].sort((a, b) => b.bytes - a.bytes);
  throw misuse(`environments.${environmentName}`,
    `must be given parameters of at most ${MAXIMUM} bytes together (ParameterOverrides of PrepareChangeSet)`, total,
    `shorten them or keep one in a parameter of Systems Manager: ${longest.name} has ${longest.bytes}`);
}

function bytesOf(value: unknown): number {
  if (typeof value === 'string') return Buffer.byteLength(JSON.stringify(value)) - 2;
  const [[intrinsic, argument]] = Object.entries(value as Record<string, unknown>);
  if (intrinsic !== 'Fn::Join') return intrinsic === 'Ref' ? PSEUDO_PARAMETERS[argument as string] ?? REFERENCE : REFERENCE;
  const [delimiter, parts] = argument as [string, unknown[]];
  return parts.reduce((sum: number, part) => sum + bytesOf(part), delimiter.length * (parts.length - 1));
}
