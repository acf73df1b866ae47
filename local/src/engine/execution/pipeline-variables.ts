import type { PipelineModel } from '../../assembly';
import { stringAt } from '../../assembly/json';

/** By namespace, by name. */
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

  /** A variable that is not known stays as it is written. */
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

/** Puts the parameters of the pipeline's own stack where its template refers to them (`${LogicalId}`, see `textOf`). */
export function withParameters(text: string, { stack }: PipelineModel, values: Readonly<Record<string, string>>): string {
  return text.replace(/\$\{(\w+)\}/g, (reference, name: string) => {
    if (!Object.hasOwn(stack.template.parameters, name)) return reference;
    return values[name] ?? stringAt(stack.template.parameters[name], 'Default') ?? reference;
  });
}
