import type { DefaultStackSynthesizer, IStackSynthesizer, Stack } from 'aws-cdk-lib';
import { misuse } from '../core/misuse';

/**
 * The role of `cdk bootstrap` that CloudFormation acts with. Who bootstraps an account decides there what may be deployed
 * to it, so the pipeline needs no administrator of its own.
 */
export function executionRoleArn({ stackName, synthesizer }: Stack): string {
  if (!hasExecutionRole(synthesizer)) {
    throw misuse('synthesizer', 'must know the execution role of `cdk bootstrap`, as a `DefaultStackSynthesizer` does', synthesizer.constructor.name,
      `use it for the stack \`${stackName}\``);
  }
  return synthesizer.cloudFormationExecutionRoleArn;
}

/** By what it has, not by its class: the app may have another copy of aws-cdk-lib than this library. */
function hasExecutionRole(synthesizer: IStackSynthesizer): synthesizer is DefaultStackSynthesizer {
  return 'cloudFormationExecutionRoleArn' in synthesizer;
}
