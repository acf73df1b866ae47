import type { Json, JsonObject } from '../../assembly/json';
import type { Template, TemplateResource } from '../../assembly/template';
import { logicalIdOf, textOf } from '../../assembly/text';

/** A resource with its template. */
export interface Node extends TemplateResource {
  readonly logicalId: string;
}

/** A template for checks: resources by type, and references between them. Intrinsic functions are not resolved. */
export class TemplateGraph {
  readonly nodes: readonly Node[];
  private readonly byId: ReadonlyMap<string, Node>;
  private readonly byType = new Map<string, Node[]>();

  /** `path` is relative to the cloud assembly. */
  constructor(
    readonly path: string,
    readonly template: Template,
    readonly stackName: string,
    readonly account = 'unknown-account',
    readonly region = 'unknown-region',
  ) {
    this.nodes = Object.entries(template.resources).map(([logicalId, resource]) => ({ logicalId, ...resource }));
    this.byId = new Map(this.nodes.map((node) => [node.logicalId, node]));
    for (const node of this.nodes) this.byType.set(node.type, [...this.ofType(node.type), node]);
  }

  ofType(...types: readonly string[]): Node[] {
    return types.flatMap((type) => this.byType.get(type) ?? []);
  }

  node(logicalId: string | undefined): Node | undefined {
    return logicalId === undefined ? undefined : this.byId.get(logicalId);
  }

  /** The resource that a `Ref` or `Fn::GetAtt` refers to. */
  follow(value: Json | undefined, type?: string): Node | undefined {
    const node = this.node(logicalIdOf(value));
    // The outputs of nested stacks and custom resources can be anything.
    if (!node || /^(Custom::|AWS::CloudFormation::(Stack|CustomResource)$)/.test(node.type)) return undefined;
    return type === undefined || node.type === type ? node : undefined;
  }

  /** The resource of a type that a value refers to, directly or by name. */
  named(value: Json | undefined, type: string, nameProperty: string): Node | undefined {
    const text = textOf(value);
    return this.follow(value, type) ?? this.ofType(type).find(({ properties }) => text !== '' && textOf(properties[nameProperty]) === text);
  }

  /** All resources mentioned anywhere in a value. */
  mentioned(value: Json | undefined): Node[] {
    return [...referencesIn(value)].flatMap((id) => this.byId.get(id) ?? []);
  }

  /** Whether a value depends on a parameter or on another stack, so that what it refers to is only known at deployment. */
  isOpen(value: Json | undefined): boolean {
    if (/"Fn::(ImportValue|FindInMap|Transform)"/.test(JSON.stringify(value ?? null))) return true;
    return [...referencesIn(value)].some((id) => !id.startsWith('AWS::') && !this.byId.has(id));
  }

  /** Everything that exists before a resource is created: what it depends on or mentions, and what that does. */
  before(node: Node, found = new Set<Node>()): ReadonlySet<Node> {
    const next = [...node.dependsOn.flatMap((id) => this.node(id) ?? []), ...this.mentioned(node.properties)];
    for (const each of next) {
      if (found.has(each)) continue;
      found.add(each);
      this.before(each, found);
    }
    return found;
  }

  /** A value that is known before deployment: neither a function nor a list that contains one. */
  literal(value: Json | undefined): string | number | boolean | undefined {
    return typeof value === 'object' || value === undefined ? undefined : value;
  }

  parameter(value: Json | undefined): JsonObject | undefined {
    const name = logicalIdOf(value);
    return name !== undefined && Object.hasOwn(this.template.parameters, name) ? this.template.parameters[name] : undefined;
  }
}

/** Logical ids and parameter names that a value refers to, at any depth. */
function referencesIn(value: Json | undefined, found = new Set<string>()): Set<string> {
  if (typeof value !== 'object' || value === null || value === undefined) return found;
  if (Array.isArray(value)) {
    for (const child of value as readonly Json[]) referencesIn(child, found);
    return found;
  }
  for (const [key, child] of Object.entries(value) as [string, Json][]) {
    if (key === 'Ref' && typeof child === 'string') found.add(child);
    else if (key === 'Fn::GetAtt') addAttribute(child, found);
    else if (key === 'Fn::Sub') addSubstitution(child, found);
    else referencesIn(child, found);
  }
  return found;
}

function addAttribute(argument: Json, found: Set<string>): void {
  const id = typeof argument === 'string' ? argument.split('.')[0] : Array.isArray(argument) ? (argument as readonly Json[])[0] : undefined;
  if (typeof id === 'string') found.add(id);
}

function addSubstitution(argument: Json, found: Set<string>): void {
  const [text, variables] = Array.isArray(argument) ? (argument as readonly Json[]) : [argument, {}];
  referencesIn(variables, found);
  const own = new Set(Object.keys(typeof variables === 'object' && variables !== null ? variables : {}));
  for (const [, name] of String(text).matchAll(/\$\{([^!}][^}]*)\}/g)) {
    const id = name.trim().split('.')[0];
    if (!own.has(name.trim()) && !id.startsWith('AWS::')) found.add(id);
  }
}
