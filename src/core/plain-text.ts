import { Stack } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/** Renders intrinsic functions as cdk-nag does: `arn:<AWS::Partition>:s3:::<Bucket.Arn>/*`. */
export function plainText(scope: IConstruct, value: string): string {
  return textOf(Stack.of(scope).resolve(value));
}

function textOf(resolved: unknown): string {
  if (typeof resolved === 'string') return resolved.replaceAll('${', '<').replaceAll('}', '>');
  const [[intrinsic, argument]] = Object.entries(resolved as Record<string, unknown>);
  if (intrinsic === 'Fn::Join') {
    const [delimiter, parts] = argument as [string, unknown[]];
    return parts.map(textOf).join(delimiter);
  }
  if (intrinsic === 'Fn::GetAtt') return `<${(argument as string[]).join('.')}>`;
  return intrinsic === 'Ref' ? `<${argument as string}>` : textOf(argument);
}
