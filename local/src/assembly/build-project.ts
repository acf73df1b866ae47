import { booleanAt, isObject, listAt, numberAt, stringAt, type Json } from './json';
import type { TemplateResource } from './template';
import { textOf } from './text';

type EnvironmentVariableType = 'PLAINTEXT' | 'PARAMETER_STORE' | 'SECRETS_MANAGER';

export interface BuildEnvironmentVariable {
  readonly name: string;
  readonly type: EnvironmentVariableType;
  readonly value: string;
}

/** The build settings of an `AWS::CodeBuild::Project`. */
export interface BuildProject {
  readonly logicalId: string;
  readonly name: string;
  /** Path in the source, or the text itself; defaults to `buildspec.yml`. */
  readonly buildspec: { readonly type: 'file'; readonly path: string } | { readonly type: 'inline'; readonly text: string };
  readonly image: string;
  readonly computeType: string;
  readonly environmentType: string;
  readonly privileged: boolean;
  readonly timeoutMinutes: number;
  readonly environmentVariables: readonly BuildEnvironmentVariable[];
  readonly sourceType: string;
  readonly artifactsType: string;
  /** Set for the pipeline's own builds: what they publish. */
  readonly publishes?: 'assets' | 'image';
}

const PUBLISHED = ['assets', 'image'] as const;

export function readBuildProject(logicalId: string, { properties, metadata }: TemplateResource): BuildProject {
  return {
    logicalId,
    name: textOf(properties.Name) || logicalId,
    buildspec: buildspecOf(properties.Source),
    image: textOf(isObject(properties.Environment) ? properties.Environment.Image : undefined),
    computeType: stringAt(properties, 'Environment', 'ComputeType') ?? '',
    environmentType: stringAt(properties, 'Environment', 'Type') ?? '',
    privileged: booleanAt(properties, 'Environment', 'PrivilegedMode') ?? false,
    timeoutMinutes: numberAt(properties, 'TimeoutInMinutes') ?? 60,
    environmentVariables: environmentVariables(listAt(properties, 'Environment', 'EnvironmentVariables')),
    sourceType: stringAt(properties, 'Source', 'Type') ?? '',
    artifactsType: stringAt(properties, 'Artifacts', 'Type') ?? '',
    publishes: PUBLISHED.find((what) => what === stringAt(metadata, 'gostyle:project', 'publishes')),
  };
}

/** CodeBuild takes several lines, or text that starts an object, as the buildspec itself. */
export function buildspecOf(source: Json | undefined): BuildProject['buildspec'] {
  const text = isObject(source) ? textOf(source.BuildSpec) : '';
  if (text === '') return { type: 'file', path: 'buildspec.yml' };
  return /\n|^\s*\{|^version:/.test(text) ? { type: 'inline', text } : { type: 'file', path: text };
}

/** Also used for an action's `EnvironmentVariables`, JSON text of the same shape with other capitalization. */
export function environmentVariables(list: readonly Json[]): BuildEnvironmentVariable[] {
  return list.filter(isObject).map((variable) => ({
    name: textOf(variable.Name ?? variable.name),
    type: (stringAt(variable, 'Type') ?? stringAt(variable, 'type') ?? 'PLAINTEXT') as EnvironmentVariableType,
    value: textOf(variable.Value ?? variable.value),
  }));
}
