import type { DefaultStackSynthesizer, IStackSynthesizer, Stack } from 'aws-cdk-lib';
import { misuse } from '../core/misuse';

/**
 * The bootstrap's role that CloudFormation acts with. Whoever bootstraps an account decides there what may be deployed
 * to it, so the pipeline needs no administrator of its own.
 */
export function executionRoleArn(stack: Stack): string {
  return synthesizerOf(stack).cloudFormationExecutionRoleArn;
}

/** The bootstrap's role that deploys to another account, whose owner trusts the pipeline's account with `--trust`. */
export function deployRoleArn(stack: Stack, partition: string): string {
  return synthesizerOf(stack).deployRoleArn.replaceAll('${AWS::Partition}', partition);
}

function synthesizerOf({ node, nested, synthesizer }: Stack): DefaultStackSynthesizer {
  if (nested) {
    throw misuse('scope', 'must be a stack of its own, because each pipeline updates the whole stack that it is in', node.path,
      'create the construct in a `new Stack(app, ...)`, not in a nested stack');
  }
  if (!hasExecutionRole(synthesizer)) {
    throw misuse('synthesizer', 'must know the execution role of `cdk bootstrap`, as a `DefaultStackSynthesizer` does', synthesizer.constructor.name,
      `use it for the stack \`${node.path}\``);
  }
  return synthesizer;
}

/** Checked by its members, not its class: the app may have another copy of aws-cdk-lib than this library. */
function hasExecutionRole(synthesizer: IStackSynthesizer): synthesizer is DefaultStackSynthesizer {
  return 'cloudFormationExecutionRoleArn' in synthesizer;
}
