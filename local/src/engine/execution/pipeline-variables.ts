import type { PipelineModel } from '../../assembly';
import { stringAt } from '../../assembly/json';

/** Values by namespace and name. */
export type VariableValues = Readonly<Record<string, Readonly<Record<string, string>>>>;

const REFERENCE = /#\{([\w@-]+)\.([\w@.-]+)\}/g;

/** The variables of one execution: `#{Namespace.name}`. */
export class PipelineVariables {
  private values: VariableValues;

  constructor(executionId: string, { variables }: Pick<PipelineModel, 'variables'>, earlier: VariableValues = {}) {
    this.values = { ...earlier, variables, codepipeline: { PipelineExecutionId: executionId } };
  }

  get all(): VariableValues {
    return this.values;
  }

  set(namespace: string, values: Readonly<Record<string, string>>): void {
    this.values = { ...this.values, [namespace]: values };
  }

  /** Unknown variables are left as written. */
  resolve(text: string): { readonly text: string; readonly unknown: readonly string[] } {
    const unknown: string[] = [];
    const resolved = text.replace(REFERENCE, (reference, namespace: string, name: string) => {
      const values = Object.hasOwn(this.values, namespace) ? this.values[namespace] : {};
      if (Object.hasOwn(values, name)) return values[name];
      unknown.push(reference);
      return reference;
    });
    return { text: resolved, unknown };
  }
}

/** Replaces references to parameters of the pipeline's own stack (`${LogicalId}`, see `textOf`). */
export function withParameters(text: string, { stack }: PipelineModel, values: Readonly<Record<string, string>>): string {
  return text.replace(/\$\{(\w+)\}/g, (reference, name: string) => {
    if (!Object.hasOwn(stack.template.parameters, name)) return reference;
    return values[name] ?? stringAt(stack.template.parameters[name], 'Default') ?? reference;
  });
}
