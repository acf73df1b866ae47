import type { ArtifactSpec, BatchSpec, Buildspec, BuildspecEnv, CacheSpec, Finding, ReportSpec } from './buildspec';
import { BuildspecError } from './buildspec-error';
import { flagOf, listOf, requireMapping, textMapOf, textOf, warnOfUnknownKeys } from './buildspec-fields';
import { parsePhases } from './parse-phases';
import { parseReports, parseArtifact, parseCache } from './parse-selections';
import { readDocument, type DocumentValue } from '../yaml/document';
import { SyntaxProblem } from '../yaml/libyaml/syntax-problem';

const TOP_LEVEL = ['version', 'run-as', 'env', 'environment_variables', 'proxy', 'batch', 'phases', 'reports', 'artifacts', 'cache'];
const SHELLS: Readonly<Record<string, 'sh' | 'bash'>> = { 'sh': 'sh', '/bin/sh': 'sh', 'bash': 'bash', '/bin/bash': 'bash' };
const ARTIFACT_KEYS = ['files', 'name', 'discard-paths', 'base-directory', 'exclude-paths', 'enable-symlinks', 's3-prefix'];
/** Used as a directory name. */
const IDENTIFIER = /^[\w-]+$/;
const BATCH_KINDS = ['build-graph', 'build-list', 'build-matrix', 'build-fanout'] as const;

/** Parses a buildspec. Throws a `BuildspecError` with CodeBuild's message and the line if CodeBuild would reject it. */
export function parseBuildspec(text: string): Buildspec {
  const root = read(text);
  if (!root.isMapping) {
    throw new BuildspecError(root.isNull ? 'YAML file is empty' : `expected a mapping at the top level at line ${root.line}`, root.line);
  }
  const fields = new Map([...root.entries].map(([key, { value }]) => [key, value]));
  const warnings: Finding[] = [...root.entries]
    .filter(([key]) => !TOP_LEVEL.includes(key))
    .map(([key, { line }]) => ({ line, message: `\`${key}\` is not part of a buildspec; CodeBuild ignores it` }));

  const version = parseVersion(fields.get('version'));
  warnOfSections(fields, warnings);
  const phases = fields.get('phases');
  if (!phases || phases.isNull) throw new BuildspecError('Invalid buildspec: `phases` is required', phases?.line ?? root.line);
  return {
    version,
    runAs: textOf(fields.get('run-as'), 'run-as'),
    env: parseEnv(fields, warnings),
    proxy: parseProxy(fields.get('proxy')),
    phases: parsePhases(phases, warnings),
    reports: parseReportGroups(fields.get('reports')),
    ...parseArtifacts(fields.get('artifacts')),
    cache: parseCacheSpec(fields.get('cache')),
    batch: parseBatch(fields.get('batch')),
    warnings,
  };
}

function read(text: string): DocumentValue {
  try {
    return readDocument(text);
  } catch (error) {
    throw error instanceof SyntaxProblem ? new BuildspecError(`${error.problem} at line ${error.line}`, error.line) : error;
  }
}

const SECTIONS: Readonly<Record<string, readonly string[]>> = {
  env: ['shell', 'variables', 'plaintext', 'parameter-store', 'secrets-manager', 'exported-variables', 'git-credential-helper'],
  proxy: ['upload-artifacts', 'logs'],
  artifacts: [...ARTIFACT_KEYS, 'secondary-artifacts'],
  cache: ['key', 'fallback-keys', 'action', 'paths'],
};

function warnOfSections(fields: ReadonlyMap<string, DocumentValue>, warnings: Finding[]): void {
  for (const [section, known] of Object.entries(SECTIONS)) warnOfUnknownKeys(fields.get(section), section, known, warnings);
  const secondary = fields.get('artifacts')?.entries.get('secondary-artifacts')?.value.entries ?? [];
  for (const [key, { value }] of secondary) warnOfUnknownKeys(value, `artifacts/secondary-artifacts/${key}`, ARTIFACT_KEYS, warnings);
}

function parseVersion(value: DocumentValue | undefined): Buildspec['version'] {
  // CodeBuild says this for any file without a version, which is not helpful, so we add a hint.
  if (!value || value.isNull) {
    throw new BuildspecError('wrong number of container tags, expected 1: `version` is missing, write `version: 0.2`', value?.line ?? 1);
  }
  const number = Number(value.text?.trim() || NaN);
  if (number === 0.1) return '0.1';
  if (number === 0.2) return '0.2';
  throw new BuildspecError(`Invalid buildspec version: ${value.text ?? 'not a scalar'}. Expecting: 0.1,0.2 at line ${value.line}`, value.line);
}

function parseEnv(fields: ReadonlyMap<string, DocumentValue>, warnings: Finding[]): BuildspecEnv {
  // Version 0.1 calls them `environment_variables` and `plaintext`.
  const env = fields.get('env') ?? fields.get('environment_variables');
  if (env && !env.isNull) requireMapping(env, 'env');
  const field = (name: string) => env?.entries.get(name)?.value;
  const shell = textOf(field('shell'), 'env/shell') ?? 'sh';
  if (!Object.hasOwn(SHELLS, shell)) {
    throw new BuildspecError(`Invalid shell: ${shell}. Expecting: bash,/bin/sh at line ${field('shell')?.line}`, field('shell')?.line ?? 1);
  }
  return {
    shell: SHELLS[shell],
    variables: usableNames({ ...textMapOf(field('plaintext'), 'env/plaintext'), ...textMapOf(field('variables'), 'env/variables') }, env, warnings),
    parameterStore: usableNames(textMapOf(field('parameter-store'), 'env/parameter-store'), env, warnings),
    secretsManager: usableNames(textMapOf(field('secrets-manager'), 'env/secrets-manager'), env, warnings),
    exportedVariables: listOf(field('exported-variables'), 'ExportedVariables').map(({ text }) => text),
    gitCredentialHelper: flagOf(field('git-credential-helper'), 'env/git-credential-helper'),
  };
}

function usableNames(variables: Record<string, string>, env: DocumentValue | undefined, warnings: Finding[]): Record<string, string> {
  return Object.fromEntries(Object.entries(variables).filter(([name]) => {
    const usable = /^[A-Za-z_]\w*$/.test(name);
    if (!usable) warnings.push({ line: env?.line ?? 1, message: `\`${name}\` is not a valid name for a shell variable, and is left out` });
    return usable;
  }));
}

function parseProxy(value: DocumentValue | undefined): Buildspec['proxy'] {
  if (value && !value.isNull) requireMapping(value, 'proxy');
  return {
    uploadArtifacts: flagOf(value?.entries.get('upload-artifacts')?.value, 'proxy/upload-artifacts'),
    logs: flagOf(value?.entries.get('logs')?.value, 'proxy/logs'),
  };
}

function parseReportGroups(value: DocumentValue | undefined): readonly ReportSpec[] {
  return value && !value.isNull ? parseReports(value) : [];
}

function parseArtifacts(value: DocumentValue | undefined): Pick<Buildspec, 'artifacts' | 'secondaryArtifacts'> {
  if (!value || value.isNull) return { secondaryArtifacts: {} };
  requireMapping(value, 'artifacts');
  const secondary = value.entries.get('secondary-artifacts')?.value;
  if (secondary && !secondary.isNull) requireMapping(secondary, 'artifacts/secondary-artifacts');
  const secondaryArtifacts: Record<string, ArtifactSpec> = {};
  for (const [key, { value: spec, line }] of secondary?.entries ?? []) {
    if (!IDENTIFIER.test(key)) {
      throw new BuildspecError(`Invalid artifact identifier: ${key}. Expecting: letters, digits, _ and - at line ${line}`, line);
    }
    secondaryArtifacts[key] = parseArtifact(spec, `artifacts/secondary-artifacts/${key}`);
  }
  return { artifacts: parseArtifact(value, 'artifacts'), secondaryArtifacts };
}

function parseCacheSpec(value: DocumentValue | undefined): CacheSpec | undefined {
  return value && !value.isNull ? parseCache(value) : undefined;
}

function parseBatch(value: DocumentValue | undefined): BatchSpec | undefined {
  if (!value || value.isNull) return undefined;
  requireMapping(value, 'batch');
  const kinds = BATCH_KINDS.filter((name) => value.entries.has(name));
  if (kinds.length !== 1) throw new BuildspecError(`Invalid batch: expecting one of ${BATCH_KINDS.join(',')} at line ${value.line}`, value.line);
  const builds = value.entries.get(kinds[0])?.value;
  const identifiers = (builds?.items ?? []).map((build) => {
    const identifier = build.entries.get('identifier')?.value.text;
    if (!identifier) throw new BuildspecError(`Invalid batch: \`identifier\` is required in ${kinds[0]} at line ${build.line}`, build.line);
    return identifier;
  });
  return { kind: kinds[0], fastFail: flagOf(value.entries.get('fast-fail')?.value, 'batch/fast-fail'), identifiers };
}
