import type { Node, TemplateGraph } from './template-graph';
import type { Json } from '../../assembly/json';
import { textOf } from '../../assembly/text';
import type { Severity } from '../finding';

/** The input of a rule: one template, and the assembly that contains it. */
export interface Subject {
  readonly graph: TemplateGraph;
  readonly graphs: readonly TemplateGraph[];
  /** Whether the assembly has a template at this path. */
  hasTemplate(path: string): boolean;
}

/** A finding without its rule and file. */
export interface Problem {
  readonly logicalId: string;
  readonly path?: string;
  readonly message: string;
  readonly value?: Json;
  readonly fix: string;
  /** Overrides the rule's severity if this case is less serious. */
  readonly severity?: Severity;
}

export interface Rule {
  readonly id: string;
  readonly severity: Severity;
  /** Whether it is about the text of the template, with its conditions, and not about what they make of it. */
  readonly isOfText?: true;
  check(subject: Subject): Iterable<Problem>;
}

/** A problem of the resource being checked, or of another one if `logicalId` is set. */
export type ResourceProblem = Omit<Problem, 'logicalId'> & { readonly logicalId?: string };

/** A rule about each resource of a type, on its own or with the resources it refers to. */
export function resourceRule(
  id: string,
  types: string | readonly string[],
  check: (node: Node, subject: Subject) => Iterable<ResourceProblem>,
  severity: Severity = 'error',
): Rule {
  return {
    id,
    severity,
    * check(subject) {
      for (const node of subject.graph.ofType(...[types].flat())) {
        for (const problem of check(node, subject)) yield { ...problem, logicalId: problem.logicalId ?? node.logicalId };
      }
    },
  };
}

/** Formats a value for a message. */
export function shownValue(value: Json | undefined): string | undefined {
  if (value === undefined) return undefined;
  const text = typeof value === 'object' ? textOf(value) : JSON.stringify(value);
  return text.length > 120 ? `${text.slice(0, 120)}...` : text;
}
