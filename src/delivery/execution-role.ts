import { DefaultStackSynthesizer, type Stack } from 'aws-cdk-lib';
import { misuse } from '../core/misuse';

/**
 * The role of `cdk bootstrap` that CloudFormation acts with. Who bootstraps an account decides there what may be deployed
 * to it, so the pipeline needs no administrator of its own.
 */
export function executionRoleArn(stack: Stack): string {
  const { synthesizer } = stack;
  if (!(synthesizer instanceof DefaultStackSynthesizer)) {
    throw misuse('synthesizer', 'must be a `DefaultStackSynthesizer`', synthesizer.constructor.name, `use it for the stack \`${stack.stackName}\``);
  }
  return synthesizer.cloudFormationExecutionRoleArn;
}
