import { derivedAttribute } from './attributes';
import { availabilityZones } from './availability-zones';
import { evaluate } from './evaluate';
import { truth } from './intrinsics/conditions';
import { parameterValue } from './parameters';
import { NAME_PROPERTIES, physicalId, type Identity } from './physical-ids';
import type { Placeholders } from './placeholders';
import type { PseudoParameters, ResolveOptions } from './resolved-stack';
import type { Scope } from './scope';
import { Unresolvable } from './unresolvable';
import { at, member, type Json } from '../assembly/json';
import type { Template, TemplateResource } from '../assembly/template';

/** Looks up values for the functions of one template, each value only once. */
export class TemplateScope implements Scope {
  private readonly conditions = new Map<string, boolean>();
  private readonly parameters = new Map<string, Json>();
  private readonly identities = new Map<string, Identity>();
  private referred = new Set<string>();
  /** Lookups in progress, to detect cycles. */
  private readonly open = new Set<string>();

  constructor(
    private readonly template: Template,
    private readonly options: ResolveOptions,
    private readonly pseudo: PseudoParameters,
    private readonly placeholders: Placeholders,
  ) {}

  reference(name: string): Json | undefined {
    if (name === 'AWS::NoValue') return undefined;
    if (name.startsWith('AWS::')) return this.pseudoParameter(name);
    if (Object.hasOwn(this.template.parameters, name)) return this.parameter(name);
    const identity = this.identity(name);
    return this.given(name, 'Ref') ?? physicalId(identity);
  }

  /** Runs `work` and collects the resources that it refers to. */
  referencesOf<T>(work: () => T): { readonly value: T; readonly references: readonly string[] } {
    this.referred = new Set();
    const value = work();
    return { value, references: [...this.referred] };
  }

  attribute(logicalId: string, name: string): Json {
    const identity = this.identity(logicalId);
    const property = member(this.resource(logicalId).properties, name);
    return this.given(logicalId, name)
      ?? derivedAttribute(identity, name)
      ?? (property === undefined ? undefined : this.once(`${logicalId}.${name}`, () => evaluate(property, this)))
      ?? this.placeholders.attribute(logicalId, name);
  }

  condition(name: string): boolean {
    const known = this.conditions.get(name);
    if (known !== undefined) return known;
    if (!Object.hasOwn(this.template.conditions, name)) throw new Unresolvable(`condition ${name} is not in the template`);
    const value = this.once(`condition ${name}`, () =>
      truth(this.template.conditions[name], { scope: this, evaluate: (inner) => evaluate(inner, this) }));
    this.conditions.set(name, value);
    return value;
  }

  mapping(map: string, first: string, second: string): Json | undefined {
    if (!Object.hasOwn(this.template.mappings, map)) throw new Unresolvable(`mapping ${map} is not in the template`);
    return at(this.template.mappings[map], first, second);
  }

  importedValue(name: string): Json {
    return this.placeholders.importedValue(name);
  }

  availabilityZones(region: string): readonly string[] {
    return availabilityZones(region || this.pseudo.region);
  }

  identity(logicalId: string): Identity {
    this.referred.add(logicalId);
    const known = this.identities.get(logicalId);
    if (known) return known;
    const { type, properties } = this.resource(logicalId);
    const property = Object.hasOwn(NAME_PROPERTIES, type) ? member(properties, NAME_PROPERTIES[type]) : undefined;
    const name = property === undefined ? undefined : this.once(`the name of ${logicalId}`, () => evaluate(property, this));
    const identity = { logicalId, type, name: typeof name === 'string' ? name : undefined, pseudo: this.pseudo };
    this.identities.set(logicalId, identity);
    return identity;
  }

  private given(logicalId: string, name: string): Json | undefined {
    const values = this.options.attributes?.(logicalId) ?? {};
    return Object.hasOwn(values, name) ? values[name] : undefined;
  }

  /** The template's resource; throws if it does not exist or its condition is false. */
  private resource(logicalId: string): TemplateResource {
    if (!Object.hasOwn(this.template.resources, logicalId)) {
      throw new Unresolvable(`${logicalId} is neither a resource nor a parameter in the template`);
    }
    const resource = this.template.resources[logicalId];
    if (resource.condition !== undefined && !this.condition(resource.condition)) {
      throw new Unresolvable(`resource ${logicalId} is not created, because its condition ${resource.condition} is false`);
    }
    return resource;
  }

  private parameter(name: string): Json {
    const known = this.parameters.get(name);
    if (known !== undefined) return known;
    const value = parameterValue(name, this.template.parameters[name], this.options, this.placeholders);
    this.parameters.set(name, value);
    return value;
  }

  private pseudoParameter(name: string): Json {
    const { accountId, region, partition, urlSuffix, stackName, stackId, notificationArns } = this.pseudo;
    switch (name) {
      case 'AWS::AccountId': return accountId;
      case 'AWS::Region': return region;
      case 'AWS::Partition': return partition;
      case 'AWS::URLSuffix': return urlSuffix;
      case 'AWS::StackName': return stackName;
      case 'AWS::StackId': return stackId;
      case 'AWS::NotificationARNs': return [...notificationArns];
      default: throw new Unresolvable(`unknown pseudo parameter ${name}`);
    }
  }

  private once<T>(question: string, answer: () => T): T {
    if (this.open.has(question)) throw new Unresolvable(`circular reference: ${[...this.open, question].join(' -> ')}`);
    this.open.add(question);
    try {
      return answer();
    } finally {
      this.open.delete(question);
    }
  }
}
