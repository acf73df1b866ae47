import { relative } from 'node:path';
import { Stage, type Stack } from 'aws-cdk-lib';

/** Relative to the root of the cloud assembly, which is the root of the `Infrastructure` artifact. */
export function templatePathOf(stack: Stack): string {
  const assembly = (stack.node.root as Stage).outdir;
  return [relative(assembly, Stage.of(stack)!.outdir), stack.templateFile].filter((part) => part !== '').join('/');
}
