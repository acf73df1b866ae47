import { Fn } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';
import { acknowledge } from '../../core/acknowledge';

/**
 * The AWS SAM transform names its resources after the function and a property.
 *
 * @see https://docs.aws.amazon.com/serverless-application-model/latest/developerguide/sam-specification-generated-resources-function.html
 */
export function aliasOf(functionId: string): string {
  return Fn.ref(`${functionId}.Alias`);
}

/** ARN of the newest version. */
export function versionOf(functionId: string): string {
  return Fn.ref(`${functionId}.Version`);
}

/** CloudFormation Validate checks the template before the transform. */
export function acknowledgeTransform(construct: IConstruct): void {
  acknowledge(construct, 'CloudFormation-Validate::F1020', 'the transform of AWS SAM creates the resource that is referred to');
}
