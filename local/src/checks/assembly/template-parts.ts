import type { Problem, Rule, Subject } from './rule';
import type { TemplateGraph } from './template-graph';
import { entriesOf, isList, isObject, type Json } from '../../assembly/json';

/** A part of a template that may contain functions, with its owner. */
export interface TemplatePart {
  readonly owner: string;
  readonly path: string;
  readonly value: Json | undefined;
}

/** A rule about every value of a template that may contain functions. */
export function templateRule(id: string, check: (subject: Subject, part: TemplatePart) => Iterable<Problem>): Rule {
  return {
    id,
    severity: 'error',
    isOfText: true,
    *check(subject) {
      for (const part of partsOf(subject.graph)) yield* check(subject, part);
    },
  };
}

function* partsOf({ nodes, template }: TemplateGraph): Iterable<TemplatePart> {
  for (const node of nodes) {
    for (const [key, value] of Object.entries(node.properties)) yield { owner: node.logicalId, path: `Properties.${key}`, value };
    for (const [path, value] of [
      ['UpdatePolicy', node.updatePolicy],
      ['CreationPolicy', node.creationPolicy],
    ] as const) {
      yield { owner: node.logicalId, path, value };
    }
  }
  for (const [name, output] of Object.entries(template.outputs)) {
    yield { owner: name, path: `Outputs.${name}`, value: [output.Value ?? '', output.Export ?? ''] };
  }
  for (const [name, condition] of Object.entries(template.conditions)) yield { owner: name, path: `Conditions.${name}`, value: condition };
}

/** `[name, argument]` for all functions in a value. */
export function functionsIn(value: Json | undefined, found: [string, Json][] = []): readonly [string, Json][] {
  if (isList(value)) {
    for (const child of value) functionsIn(child, found);
  } else if (isObject(value)) {
    const entries = entriesOf(value);
    for (const [key, child] of entries) {
      if (key.startsWith('Fn::') || (key === 'Ref' && entries.length === 1)) found.push([key, child]);
      functionsIn(child, found);
    }
  }
  return found;
}
