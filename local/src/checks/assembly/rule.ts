import type { Node, TemplateGraph } from './template-graph';
import type { Json } from '../../assembly/json';
import { textOf } from '../../assembly/text';
import type { Severity } from '../finding';

/** What a rule may look at: one template, and the assembly that it is part of. */
export interface Subject {
  readonly graph: TemplateGraph;
  readonly graphs: readonly TemplateGraph[];
  /** Whether the assembly has a template at this path. */
  hasTemplate(path: string): boolean;
}

/** A finding before it knows its rule and its file. */
export interface Problem {
  readonly logicalId: string;
  readonly path?: string;
  readonly message: string;
  readonly value?: Json;
  readonly fix: string;
  /** Where it matters less than the rule says. */
  readonly severity?: Severity;
}

export interface Rule {
  readonly id: string;
  readonly severity: Severity;
  check(subject: Subject): Iterable<Problem>;
}

/** A problem of a resource that is looked at, or of another one where it says so. */
export type ResourceProblem = Omit<Problem, 'logicalId'> & { readonly logicalId?: string };

/** A rule about each resource of a type, seen alone or with what it refers to. */
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

/** A value as a message shows it. */
export function shownValue(value: Json | undefined): string | undefined {
  if (value === undefined) return undefined;
  const text = typeof value === 'object' ? textOf(value) : JSON.stringify(value);
  return text.length > 120 ? `${text.slice(0, 120)}...` : text;
}
