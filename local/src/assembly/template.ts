import { readJsonObject } from './assembly-file';
import { entriesOf, isList, isObject, member, objectAt, stringAt, type Json, type JsonObject } from './json';
import { failure, success, type Result } from './result';
import { expandServerless } from './serverless';

/** A resource as written in the template: its intrinsic functions are not resolved. */
export interface TemplateResource {
  readonly type: string;
  readonly properties: JsonObject;
  readonly metadata: JsonObject;
  readonly dependsOn: readonly string[];
  readonly condition?: string;
  readonly deletionPolicy?: string;
  readonly updateReplacePolicy?: string;
  readonly updatePolicy?: JsonObject;
  readonly creationPolicy?: JsonObject;
}

/** A CloudFormation template with validated sections. */
export interface Template {
  readonly description?: string;
  readonly parameters: Readonly<Record<string, JsonObject>>;
  readonly mappings: Readonly<Record<string, JsonObject>>;
  readonly conditions: Readonly<Record<string, Json>>;
  readonly rules: Readonly<Record<string, JsonObject>>;
  readonly resources: Readonly<Record<string, TemplateResource>>;
  readonly outputs: Readonly<Record<string, JsonObject>>;
  readonly transform?: Json;
  readonly metadata: JsonObject;
}

const SECTIONS = [
  'AWSTemplateFormatVersion', 'Description', 'Metadata', 'Parameters', 'Mappings', 'Conditions', 'Rules', 'Transform', 'Resources', 'Outputs',
  'Hooks',
];

/** `path` is relative to `root`, the assembly's root directory. */
export function readTemplate(root: string, path: string): Result<Template> {
  const document = readJsonObject(root, path);
  return document.status === 'success' ? parseTemplate(document.value, path) : document;
}

export function parseTemplate(written: JsonObject, path = 'template'): Result<Template> {
  const document = expandServerless(written);
  const unknown = Object.keys(document).find((section) => !SECTIONS.includes(section));
  if (unknown !== undefined) return failure(`${path}: unknown section ${JSON.stringify(unknown)}`);
  const declared = document.Resources ?? (isEmptyStack(document) ? {} : undefined);
  if (!isObject(declared)) return failure(`${path}: must have the section "Resources"`);
  for (const section of ['Parameters', 'Mappings', 'Rules', 'Outputs', 'Resources']) {
    const bad = firstThatIsNoObject(document[section]);
    if (bad !== undefined) return failure(`${path}: ${section}${bad} must be an object`);
  }
  const resources: [string, TemplateResource][] = [];
  for (const [logicalId, resource] of entriesOf(declared)) {
    const parsed = parseResource(resource as JsonObject, `${path}: Resources.${logicalId}`);
    if (parsed.status !== 'success') return parsed;
    resources.push([logicalId, parsed.value]);
  }
  return success({
    description: stringAt(document, 'Description'),
    parameters: objectsOf(document.Parameters),
    mappings: objectsOf(document.Mappings),
    conditions: Object.fromEntries(entriesOf(document.Conditions)),
    rules: objectsOf(document.Rules),
    resources: Object.fromEntries(resources),
    outputs: objectsOf(document.Outputs),
    transform: member(document, 'Transform'),
    metadata: objectAt(document, 'Metadata') ?? {},
  });
}

/** A stack that only imports: the CDK writes no resource, only its own rule, and never deploys it. */
function isEmptyStack({ Rules: rules }: JsonObject): boolean {
  return isObject(rules) && isObject(rules.CheckBootstrapVersion);
}

/** `[logicalId, resource]` for every resource of a type. */
export function resourcesOfType(template: Template, type: string): [string, TemplateResource][] {
  return Object.entries(template.resources).filter(([, resource]) => resource.type === type);
}

function parseResource(resource: JsonObject, path: string): Result<TemplateResource> {
  const type = stringAt(resource, 'Type');
  if (type === undefined) return failure(`${path}: must have a "Type"`);
  for (const key of ['Properties', 'Metadata', 'UpdatePolicy', 'CreationPolicy']) {
    if (resource[key] !== undefined && !isObject(resource[key])) return failure(`${path}.${key} must be an object`);
  }
  const dependsOn = resource.DependsOn ?? [];
  const dependencies = isList(dependsOn) ? dependsOn : [dependsOn];
  if (!dependencies.every((id) => typeof id === 'string')) return failure(`${path}.DependsOn must be a logical id or a list of them`);
  return success({
    type,
    properties: objectAt(resource, 'Properties') ?? {},
    metadata: objectAt(resource, 'Metadata') ?? {},
    dependsOn: dependencies as string[],
    condition: stringAt(resource, 'Condition'),
    deletionPolicy: stringAt(resource, 'DeletionPolicy'),
    updateReplacePolicy: stringAt(resource, 'UpdateReplacePolicy'),
    updatePolicy: objectAt(resource, 'UpdatePolicy'),
    creationPolicy: objectAt(resource, 'CreationPolicy'),
  });
}

function firstThatIsNoObject(section: Json | undefined): string | undefined {
  if (section === undefined) return undefined;
  if (!isObject(section)) return '';
  const entry = entriesOf(section).find(([, value]) => !isObject(value));
  return entry && `.${entry[0]}`;
}

function objectsOf(section: Json | undefined): Record<string, JsonObject> {
  return Object.fromEntries(entriesOf(section)) as Record<string, JsonObject>;
}
