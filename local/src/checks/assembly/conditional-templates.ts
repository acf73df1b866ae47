import { TemplateGraph } from './template-graph';
import { entriesOf, isList, isObject, listAt, member, stringAt, type Json, type JsonObject } from '../../assembly/json';
import type { Template, TemplateResource } from '../../assembly/template';
import { textOf } from '../../assembly/text';

/** More are not tried: each is checked like the template itself. */
const MOST = 4;
const NO_VALUE = 'AWS::NoValue';
const UNKNOWN = Symbol('known at deployment');

/**
 * Templates as conditions make them: in the first case each parameter has its default, in the others what conditions compare it with, and something
 * else. Empty if nothing depends on a condition.
 */
export function casesOf(graphs: readonly TemplateGraph[]): TemplateGraph[][] {
  const depending = graphs.filter(({ template: { resources, outputs } }) => dependsOnCondition([resources, outputs] as unknown as Json));
  if (depending.length === 0) return [];
  const decisions = new Map(depending.map((graph) => [graph, new Decisions(graph)]));
  const count = Math.min(MOST, Math.max(2, ...[...decisions.values()].map(({ cases }) => cases)));
  return Array.from({ length: count }, (_, index) => graphs.map((graph) => {
    const decided = decisions.get(graph);
    if (!decided) return graph;
    const template = decided.template(index);
    return new TemplateGraph(graph.path, template, graph.stackName, graph.account, graph.region);
  }));
}

function dependsOnCondition(value: Json | undefined): boolean {
  if (isList(value)) return value.some(dependsOnCondition);
  return isObject(value) && entriesOf(value).some(([key, child]) => key === 'Fn::If' || dependsOnCondition(child));
}

/** What the conditions of a template are in each case. */
class Decisions {
  private readonly conditions: Readonly<Record<string, Json>>;
  /** Values of each parameter, the default first. */
  private readonly values = new Map<string, readonly (string | undefined)[]>();

  constructor(private readonly graph: TemplateGraph) {
    this.conditions = graph.template.conditions;
    const compared = new Map<string, string[]>();
    for (const [parameter, literal] of Object.values(this.conditions).flatMap(comparisonsIn)) {
      compared.set(parameter, [...compared.get(parameter) ?? [], literal]);
    }
    for (const [parameter, literals] of compared) {
      this.values.set(parameter, [...new Set([this.usual(parameter), ...literals, undefined])]);
    }
  }

  get cases(): number {
    return Math.max(0, ...[...this.values.values()].map(({ length }) => length));
  }

  template(index: number): Template {
    const { template } = this.graph;
    const chosen = <T>(value: T): T => this.chosen(value as Json | undefined, index) as T;
    const resources = Object.fromEntries(Object.entries(template.resources).map(([id, resource]): [string, TemplateResource] => [id, {
      ...resource,
      properties: chosen(resource.properties),
      metadata: chosen(resource.metadata),
      updatePolicy: chosen(resource.updatePolicy),
      creationPolicy: chosen(resource.creationPolicy),
    }]));
    return { ...template, resources, outputs: chosen(template.outputs) };
  }

  /** A value without `Fn::If`; undefined if it is left out. */
  private chosen(value: Json | undefined, index: number): Json | undefined {
    if (isList(value)) return value.map((each) => this.chosen(each, index)).filter((each) => each !== undefined);
    if (!isObject(value)) return value;
    const branches = listAt(member(value, 'Fn::If'));
    if (branches.length === 3) {
      const branch = branches[this.holds({ Condition: branches[0] }, index) ? 1 : 2];
      return stringAt(branch, 'Ref') === NO_VALUE ? undefined : this.chosen(branch, index);
    }
    return Object.fromEntries(entriesOf(value).map(([key, child]) => [key, this.chosen(child, index)]).filter(([, child]) => child !== undefined));
  }

  private holds(condition: Json | undefined, index: number, within: readonly string[] = []): boolean {
    const name = stringAt(condition, 'Condition');
    if (name !== undefined && Object.hasOwn(this.conditions, name) && !within.includes(name)) {
      return this.holds(this.conditions[name], index, [...within, name]);
    }
    const [[operator, argument] = ['', null]] = entriesOf(condition);
    const each = (list: readonly Json[]): boolean[] => list.map((inner) => this.holds(inner, index, within));
    if (operator === 'Fn::Not') return !each(listAt(argument))[0];
    if (operator === 'Fn::And') return each(listAt(argument)).every(Boolean);
    if (operator === 'Fn::Or') return each(listAt(argument)).some(Boolean);
    if (operator !== 'Fn::Equals') return isOdd(index);
    const [one, other] = listAt(argument).map((side) => this.value(side, index));
    // What is compared with something unknown holds in every other case.
    return one === UNKNOWN || other === UNKNOWN ? isOdd(index) : one === other;
  }

  private value(side: Json, index: number): string | typeof UNKNOWN | undefined {
    if (!isObject(side) && !isList(side)) return textOf(side);
    const values = this.values.get(stringAt(side, 'Ref') ?? '');
    return values ? values[index % values.length] : UNKNOWN;
  }

  private usual(parameter: string): string | undefined {
    if (parameter === 'AWS::Region') return this.graph.region;
    if (parameter === 'AWS::AccountId') return this.graph.account;
    const value = this.graph.template.parameters[parameter]?.Default;
    return value === undefined ? undefined : textOf(value);
  }
}

function isOdd(index: number): boolean {
  return index % 2 === 1;
}

/** Parameters, and the texts that they are compared with. */
function comparisonsIn(condition: Json | undefined): [parameter: string, literal: string][] {
  if (isList(condition)) return condition.flatMap(comparisonsIn);
  if (!isObject(condition)) return [];
  const sides = listAt(member(condition, 'Fn::Equals'));
  if (sides.length !== 2) return Object.values(condition as JsonObject).flatMap(comparisonsIn);
  return [sides, [...sides].reverse()].flatMap(([one, other]): [string, string][] => {
    const parameter = stringAt(one, 'Ref');
    return parameter === undefined || isObject(other) || isList(other) ? [] : [[parameter, textOf(other)]];
  });
}
