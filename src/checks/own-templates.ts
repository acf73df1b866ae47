import { relative } from 'node:path';
import { CfnElement, Stack, Stage } from 'aws-cdk-lib';
import type { IConstruct } from 'constructs';

/** Which resources to check, in the shape of `local/src/checks/request.ts`. */
export interface OwnTemplates {
  readonly templates: string[];
  readonly additions: { [template: string]: string[] };
}

/** What a pipeline construct created, as opposed to what users added to its stacks. */
export class Made {
  private readonly constructs: ReadonlySet<IConstruct>;

  /** Call it when the construct is complete. */
  constructor(private readonly pipeline: IConstruct) {
    this.constructs = new Set(pipeline.node.findAll());
  }

  /** The construct's stacks, and the stack it is in. */
  stacks(): Stack[] {
    return [Stack.of(this.pipeline), ...this.pipeline.node.findAll().filter((construct) => Stack.isStack(construct))];
  }

  /** Whether the construct created a resource, or it belongs to one that the construct created, such as a policy that a grant attached to a role. */
  includes(resource: IConstruct): boolean {
    const scopes = resource.node.scopes;
    const below = scopes.slice(scopes.indexOf(this.pipeline) + 1).filter((scope) => !Stack.isStack(scope) && !Stage.isStage(scope));
    return scopes.includes(this.pipeline) && below.length > 0 && this.constructs.has(below[0]);
  }
}

/** For every pipeline of an app. `directory` is the cloud assembly. */
export function ownTemplates(pipelines: readonly Made[], directory: string): OwnTemplates {
  const stacks = [...new Set(pipelines.flatMap((made) => made.stacks()))];
  const additions = stacks.map((stack): [string, string[]] => [
    templateOf(stack, directory),
    stack.node.findAll()
      .filter((construct): construct is CfnElement => CfnElement.isCfnElement(construct) && construct.stack === stack)
      .filter((resource) => !pipelines.some((made) => made.includes(resource)))
      .map((resource) => String(stack.resolve(resource.logicalId))),
  ]);
  return { templates: additions.map(([template]) => template), additions: Object.fromEntries(additions) };
}

function templateOf(stack: Stack, directory: string): string {
  const folder = relative(directory, Stage.of(stack)?.outdir ?? directory);
  return folder === '' ? stack.templateFile : `${folder}/${stack.templateFile}`;
}
