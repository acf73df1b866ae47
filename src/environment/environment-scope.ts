import { Aspects, Stage, type StageSynthesisOptions } from 'aws-cdk-lib';
import type { CloudAssembly } from 'aws-cdk-lib/cx-api';

/**
 * Keeps the stack of an environment out of `cdk deploy`: the pipeline deploys it, from the assembly that the build made.
 * Unlike other stages it takes over the aspects of what is around it, so that tags and permissions boundaries of the app
 * reach the environments.
 */
export class EnvironmentScope extends Stage {
  /** Told once what the environment is, before the stacks around it are written: only now is it known which assets and parameters it has. */
  whenSynthesized?: (assembly: CloudAssembly) => void;

  private adopted = false;
  private told = false;

  override synth(options?: StageSynthesisOptions): CloudAssembly {
    this.adoptAspects();
    const assembly = this.synthesized(options);
    if (!this.told) this.tell(assembly);
    this.told = true;
    this.whenSynthesized?.(assembly);
    this.whenSynthesized = undefined;
    return assembly;
  }

  /**
   * Says beside the pipeline what was said in the environment, too: the toolkit shows messages of the stacks that it deploys, and the pipeline
   * deploys these.
   */
  private tell(assembly: CloudAssembly): void {
    for (const { entry: { type, data } } of assembly.stacks.flatMap(({ messages }) => messages)) this.node.scope!.node.addMetadata(type, data);
  }

  private synthesized(options?: StageSynthesisOptions): CloudAssembly {
    try {
      return super.synth(options);
    } catch (error) {
      throw this.explained(error as Error);
    }
  }

  /** aws-cdk-lib says which stacks, not what to do. */
  private explained(error: Error): Error {
    if (!error.message.includes('cannot cross stage boundaries')) return error;
    return new Error(`the environment \`${this.node.id}\` is deployed alone, from its own template,`
      + ' and must not refer to what another stack of this app makes:'
      + ' import it by its name, id or ARN (`fromBucketName`, `fromRoleArn`, ...), or make it in the environment\'s own stack,'
      + ` \`environment('${this.node.id}')\` (${error.message})`, { cause: error });
  }

  private adoptAspects(): void {
    if (this.adopted) return;
    this.adopted = true;
    for (const ancestor of this.node.scopes.slice(0, -1)) {
      for (const { aspect, priority } of Aspects.of(ancestor).applied) Aspects.of(this).add(aspect, { priority });
    }
  }
}
