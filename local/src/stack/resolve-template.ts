import { evaluate } from './evaluate';
import { truth } from './intrinsics/conditions';
import { Placeholders } from './placeholders';
import type { PseudoParameters, ResolvedResource, ResolveError, ResolveOptions, ResolveResult } from './resolved-stack';
import { TemplateScope } from './template-scope';
import { pathText, Unresolvable } from './unresolvable';
import { entriesOf, isList, isObject, listAt, stringAt, type Json, type JsonObject } from '../assembly/json';
import type { Template, TemplateResource } from '../assembly/template';

/** The account and region of a local run, as used in AWS's own examples. */
const LOCAL: Omit<PseudoParameters, 'stackName' | 'stackId'> = {
  accountId: '123456789012', region: 'us-east-1', partition: 'aws', urlSuffix: 'amazonaws.com', notificationArns: [],
};

/** Resolves all intrinsic functions and conditions of a template, or reports everything that cannot be resolved. */
export function resolveTemplate(template: Template, options: ResolveOptions): ResolveResult {
  const macro = macroOf(template.transform);
  if (macro !== undefined) {
    return {
      status: 'error',
      errors: [{ logicalId: 'Transform', path: 'Transform', message: `macro ${macro} only runs in an AWS account; use the expanded template` }],
    };
  }
  return new TemplateResolver(template, options).resolve();
}

class TemplateResolver {
  private readonly placeholders: Placeholders;
  private readonly scope: TemplateScope;
  private readonly errors: ResolveError[] = [];

  constructor(private readonly template: Template, private readonly options: ResolveOptions) {
    const { stackName, pseudoParameters } = options;
    const pseudo = { ...LOCAL, stackName, ...pseudoParameters };
    const stackId = `arn:${pseudo.partition}:cloudformation:${pseudo.region}:${pseudo.accountId}:stack/${stackName}/local`;
    this.placeholders = new Placeholders(options);
    this.scope = new TemplateScope(template, options, { stackId, ...pseudo }, this.placeholders);
  }

  resolve(): ResolveResult {
    const conditions = this.section('Conditions', this.template.conditions, (name) => this.scope.condition(name));
    this.section('Rules', this.template.rules, (_name, rule) => this.assertRule(rule));
    const resources = this.section('Resources', this.created(), (logicalId, resource) => this.resource(logicalId, resource));
    const outputs = this.section('Outputs', this.template.outputs, (_name, output) => this.output(output));
    if (this.errors.length > 0) return { status: 'error', errors: this.errors };
    return {
      status: 'success',
      value: { stackName: this.options.stackName, resources, outputs, conditions, placeholders: this.placeholders.all() },
    };
  }

  /** Processes a section. An entry that fails is reported and does not stop the others. */
  private section<T, R>(section: string, entries: Readonly<Record<string, T>>, work: (name: string, entry: T) => R | undefined): Record<string, R> {
    return Object.fromEntries(Object.entries(entries).flatMap(([name, entry]) => {
      try {
        const value = work(name, entry);
        return value === undefined ? [] : [[name, value]];
      } catch (error) {
        if (!(error instanceof Unresolvable)) throw error;
        this.errors.push({ logicalId: name, path: pathText([section, name, ...error.path]), message: error.message });
        return [];
      }
    }));
  }

  /** Resources whose condition is true. Invalid conditions have already been reported, unless they do not exist. */
  private created(): Record<string, TemplateResource> {
    const kept = this.section(
      'Resources',
      this.template.resources,
      (_id, { condition }) => condition === undefined || this.scope.condition(condition),
    );
    return Object.fromEntries(Object.entries(this.template.resources).filter(([logicalId]) => kept[logicalId]));
  }

  private resource(logicalId: string, resource: TemplateResource): ResolvedResource {
    const missing = resource.dependsOn.find((id) => !Object.hasOwn(this.template.resources, id));
    if (missing !== undefined) throw new Unresolvable(`${missing} is not a resource in the template`, ['DependsOn']);
    const evaluated = (key: string, value: JsonObject | undefined): JsonObject | undefined => value && this.plain(key, value);
    const { value: properties, references } = this.scope.referencesOf(() => this.plain('Properties', resource.properties));
    return {
      logicalId,
      type: resource.type,
      physicalId: String(this.scope.reference(logicalId)),
      properties,
      references: [...new Set([...references, ...resource.dependsOn])],
      metadata: this.plain('Metadata', resource.metadata),
      dependsOn: resource.dependsOn,
      updatePolicy: evaluated('UpdatePolicy', resource.updatePolicy),
      creationPolicy: evaluated('CreationPolicy', resource.creationPolicy),
      deletionPolicy: resource.deletionPolicy,
    };
  }

  private plain(key: string, value: JsonObject): JsonObject {
    try {
      const resolved = evaluate(value, this.scope);
      return isObject(resolved) ? this.placeholders.withoutDynamicReferences(resolved) as JsonObject : {};
    } catch (error) {
      throw error instanceof Unresolvable ? error.below(key) : error;
    }
  }

  private output(output: JsonObject): Json | undefined {
    const condition = stringAt(output, 'Condition');
    if (condition !== undefined && !this.scope.condition(condition)) return undefined;
    const value = evaluate(output.Value, this.scope);
    return value === undefined ? undefined : this.placeholders.withoutDynamicReferences(value);
  }

  private assertRule(rule: JsonObject): true {
    const evaluation = { scope: this.scope, evaluate: (value: Json | undefined) => evaluate(value, this.scope) };
    if (rule.RuleCondition !== undefined && !truth(rule.RuleCondition, evaluation)) return true;
    for (const assertion of listAt(rule, 'Assertions')) {
      const [, condition] = entriesOf(assertion).find(([key]) => key === 'Assert') ?? [];
      if (!truth(condition, evaluation)) throw new Unresolvable(stringAt(assertion, 'AssertDescription') ?? 'the assertion is false');
    }
    return true;
  }
}

/** `AWS::LanguageExtensions` only adds functions; any other macro rewrites the template. */
function macroOf(transform: Json | undefined): string | undefined {
  const macros = transform === undefined ? [] : isList(transform) ? transform : [transform];
  const other = macros.find((macro) => macro !== 'AWS::LanguageExtensions');
  return other === undefined ? undefined : typeof other === 'string' ? other : JSON.stringify(other);
}
