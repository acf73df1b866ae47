import { Aspects, Stage, type StageSynthesisOptions } from 'aws-cdk-lib';
import type { CloudAssembly } from 'aws-cdk-lib/cx-api';

/**
 * Hides an environment's stack from `cdk deploy`: the pipeline deploys it, from the assembly that the build created.
 * Unlike other stages it inherits the aspects above it, so that tags and permissions boundaries of the app
 * reach the environments.
 */
export class EnvironmentScope extends Stage {
  /** Called with the synthesized environment, before the stacks around it are written: its assets and parameters are known only now. */
  whenSynthesized?: (assembly: CloudAssembly) => void;

  private adopted = false;
  private reported = false;

  override synth(options?: StageSynthesisOptions): CloudAssembly {
    this.adoptAspects();
    const assembly = this.synthesized(options);
    if (!this.reported) this.report(assembly);
    this.reported = true;
    this.whenSynthesized?.(assembly);
    this.whenSynthesized = undefined;
    return assembly;
  }

  /**
   * Repeats the environment's messages on the pipeline: the toolkit shows only messages of stacks that it deploys, and the pipeline
   * deploys these.
   */
  private report(assembly: CloudAssembly): void {
    for (const { entry: { type, data } } of assembly.stacks.flatMap(({ messages }) => messages)) this.node.scope!.node.addMetadata(type, data);
  }

  private synthesized(options?: StageSynthesisOptions): CloudAssembly {
    try {
      return super.synth(options);
    } catch (error) {
      throw this.explained(error as Error);
    }
  }

  /** The error of aws-cdk-lib names the stacks but no fix. */
  private explained(error: Error): Error {
    if (!error.message.includes('cannot cross stage boundaries')) return error;
    return new Error(`the environment \`${this.node.id}\` is deployed alone, from its own template,`
      + ' and must not refer to what another stack of this app creates:'
      + ' import it by its name, id or ARN (`fromBucketName`, `fromRoleArn`, ...), or create it in the environment\'s own stack,'
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
