import { statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { readJsonObject, resolveInside } from './assembly-file';
import { entriesOf, objectAt, stringAt, type JsonObject } from './json';
import { allOf, failure, notFound, success, type Result } from './result';
import { readTemplate, type Template } from './template';

/** A stack of the assembly or of an assembly nested in it. */
export interface StackArtifact {
  readonly id: string;
  readonly stackName: string;
  /** Path of its construct, for display. */
  readonly displayName: string;
  /** `unknown-account` or `unknown-region` if the app does not set it. */
  readonly account: string;
  readonly region: string;
  /** Relative to the root of the cloud assembly. */
  readonly templatePath: string;
  readonly template: Template;
  /** Parameter values that the app provides. */
  readonly parameters: Readonly<Record<string, string>>;
}

/** A cloud assembly, read completely and validated. */
export interface CloudAssembly {
  /** Absolute path. */
  readonly directory: string;
  readonly stacks: readonly StackArtifact[];
}

const MAXIMUM_NESTING = 10;

/** A stack whose template is not in the assembly. */
export interface MissingTemplate {
  readonly stack: string;
  /** Relative to the root of the cloud assembly. */
  readonly templatePath: string;
}

/**
 * Reads `manifest.json`, nested assemblies, and every stack's template.
 *
 * @param missing receives the stacks whose templates do not exist; if omitted, these are an error
 */
export function readCloudAssembly(directory: string, missing?: MissingTemplate[]): Result<CloudAssembly> {
  const root = resolve(directory);
  if (!statSync(root, { throwIfNoEntry: false })?.isDirectory()) {
    return notFound(`cloud assembly ${directory} does not exist; run cdk synth, or correct the path`);
  }
  const stacks = readStacks({ root, missing }, '', 0);
  return stacks.status === 'success' ? success({ directory: root, stacks: stacks.value }) : stacks;
}

/** Looks up a template by its path, as used in metadata and CloudFormation actions. */
export function readAssemblyTemplate(assembly: CloudAssembly, path: string): Result<Template> {
  return readTemplate(assembly.directory, path);
}

interface Reading {
  readonly root: string;
  readonly missing?: MissingTemplate[];
}

function readStacks(reading: Reading, folder: string, depth: number): Result<StackArtifact[]> {
  const { root } = reading;
  const path = join(folder, 'manifest.json');
  if (depth > MAXIMUM_NESTING) return failure(`${path}: assemblies are nested more than ${MAXIMUM_NESTING} levels deep`);
  const manifest = readJsonObject(root, path);
  if (manifest.status !== 'success') return manifest;
  const artifacts = entriesOf(manifest.value.artifacts).map(([id, artifact]): Result<StackArtifact[]> => {
    switch (stringAt(artifact, 'type')) {
      case 'aws:cloudformation:stack': return readStack(reading, folder, id, artifact as JsonObject);
      case 'cdk:cloud-assembly': return readNested(reading, folder, id, artifact as JsonObject, depth);
      default: return success([]);
    }
  });
  const all = allOf(artifacts);
  return all.status === 'success' ? success(all.value.flat()) : all;
}

function readStack({ root, missing }: Reading, folder: string, id: string, artifact: JsonObject): Result<StackArtifact[]> {
  const templateFile = stringAt(artifact, 'properties', 'templateFile');
  if (templateFile === undefined) return failure(`${join(folder, 'manifest.json')}: stack ${id} has no "templateFile"`);
  const inside = resolveInside(join(root, folder), templateFile);
  const templatePath = join(folder, templateFile);
  if (inside.status === 'not-found' && missing) {
    missing.push({ stack: id, templatePath });
    return success([]);
  }
  if (inside.status !== 'success') return inside;
  const template = readTemplate(root, templatePath);
  if (template.status !== 'success') return template;
  const [, account = 'unknown-account', region = 'unknown-region'] =
    /^aws:\/\/([^/]+)\/([^/]+)$/.exec(stringAt(artifact, 'environment') ?? '') ?? [];
  return success([{
    id,
    stackName: stringAt(artifact, 'properties', 'stackName') ?? id,
    displayName: stringAt(artifact, 'displayName') ?? id,
    account,
    region,
    templatePath,
    template: template.value,
    parameters: stringsOf(objectAt(artifact, 'properties', 'parameters')),
  }]);
}

function readNested(reading: Reading, folder: string, id: string, artifact: JsonObject, depth: number): Result<StackArtifact[]> {
  const name = stringAt(artifact, 'properties', 'directoryName');
  if (name === undefined) return failure(`${join(folder, 'manifest.json')}: nested assembly ${id} has no "directoryName"`);
  const inside = resolveInside(reading.root, join(folder, name));
  return inside.status === 'success' ? readStacks(reading, join(folder, name), depth + 1) : inside;
}

function stringsOf(values: JsonObject | undefined): Record<string, string> {
  return Object.fromEntries(entriesOf(values).flatMap(([name, value]) => typeof value === 'string' ? [[name, value]] : []));
}
