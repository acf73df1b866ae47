import { existsSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { Command, Option } from 'commander';
import { withExamples } from './help';
import { untilInterrupted } from './interrupt';
import { printJson } from './json';
import { readStores } from './stores-file';
import { Build, documentOf } from '../codebuild';
import type { BuildResult } from '../codebuild';
import { duration } from '../messages/duration';
import { UserError } from '../messages/user-error';
import { visible, visibleWithColours } from '../messages/visible-text';
import { gitReferences } from '../system/git';

interface Options {
  readonly source: string;
  readonly buildspec?: string;
  readonly env: readonly string[];
  readonly stores?: string;
  readonly secondarySource: readonly string[];
  readonly artifacts?: string;
  readonly outputArtifact: readonly string[];
  readonly cache?: string;
  readonly projectName?: string;
  readonly region: string;
  readonly json?: true;
}

const EXAMPLES = [
  { line: 'gostyle codebuild --source . --artifacts build', does: 'builds this folder with its buildspec.yml; the artifacts go to build/' },
  {
    line: 'gostyle codebuild --source . --env STAGE=test --stores stores.json',
    does: 'with a variable, and values for parameter-store and secrets-manager',
  },
];

export function command(): Command {
  return withExamples(new Command('codebuild'), EXAMPLES)
    .description('Runs one build as CodeBuild does, in a private copy of the source. The log goes to stderr.')
    .requiredOption('--source <dir>', 'the source')
    .option('--buildspec <file>', 'the buildspec, below the source (default: buildspec.yml)')
    .addOption(repeated('--env <name=value>', 'an environment variable of the build; may be repeated'))
    .option('--stores <file>', 'JSON with "parameter-store" and "secrets-manager": the values of the two stores')
    .addOption(repeated('--secondary-source <id=dir>', 'a secondary source; may be repeated'))
    .option('--artifacts <dir>', 'directory for the artifacts (secondary ones in a folder named after their key)')
    .addOption(repeated('--output-artifact <name>', 'an output artifact of the pipeline\'s action; may be repeated'))
    .option('--cache <dir>', 'directory in which cache.paths are kept between builds')
    .option('--project-name <name>', 'the project\'s name (default: the source\'s)')
    .option('--region <region>', 'value of AWS_REGION', 'us-east-1')
    .option('--json', 'print the result as JSON')
    .action(async (options: Options) => {
      const result = await untilInterrupted((signal) => build(options, signal));
      if (options.json) printJson(documentOf(result));
      process.stderr.write(summaryOf(result));
      if (result.status !== 'SUCCEEDED') process.exitCode = 1;
    });
}

async function build(options: Options, signal: AbortSignal): Promise<BuildResult> {
  const source = directory('--source', options.source);
  return new Build({
    source,
    buildspec: options.buildspec,
    environment: variables(options.env),
    stores: options.stores === undefined ? undefined : await readStores(options.stores),
    secondarySources: secondarySources(options.secondarySource),
    artifactsDirectory: options.artifacts,
    outputArtifacts: options.outputArtifact,
    cacheDirectory: options.cache,
    projectName: options.projectName,
    region: options.region,
    resolvedSourceVersion: await commitOf(source),
    onOutput: (line) => process.stderr.write(`${visibleWithColours(line)}\n`),
    signal,
  }).run();
}

function repeated(flags: string, description: string): Option {
  return new Option(flags, description).argParser(collect).default([], 'none');
}

function collect(value: string, previous: readonly string[]): string[] {
  return [...previous, value];
}

function variables(assignments: readonly string[]): Record<string, string> {
  return Object.fromEntries(assignments.map((assignment) => {
    const [name, value] = pair('--env', 'NAME=VALUE', assignment);
    if (!/^[A-Za-z_]\w*$/.test(name)) {
      throw new UserError(`--env: the name of a variable must consist of letters, digits and _, and must not begin with a digit, got: ${name}`);
    }
    if (name.startsWith('CODEBUILD_')) throw new UserError(`--env: the prefix CODEBUILD_ is reserved, got: ${name}; choose another name`);
    return [name, value];
  }));
}

function secondarySources(assignments: readonly string[]): Record<string, string> {
  return Object.fromEntries(assignments.map((assignment) => {
    const [id, path] = pair('--secondary-source', 'ID=DIR', assignment);
    if (!/^[\w-]+$/.test(id)) throw new UserError(`--secondary-source: an identifier must consist of letters, digits, _ and -, got: ${id}`);
    return [id, directory('--secondary-source', path)];
  }));
}

function pair(option: string, form: string, text: string): [string, string] {
  const equals = text.indexOf('=');
  if (equals < 1) throw new UserError(`${option} must be ${form}, got: ${text}`);
  return [text.slice(0, equals), text.slice(equals + 1)];
}

function directory(option: string, path: string): string {
  if (!existsSync(path) || !statSync(path).isDirectory()) throw new UserError(`${option} must be a directory, got: ${path}`);
  return path;
}

/** The current commit, if the source is a repository that has one. */
async function commitOf(source: string): Promise<string | undefined> {
  if (!existsSync(join(source, '.git'))) return undefined;
  const { code, stdout } = await gitReferences(source, ['rev-parse', '--verify', '--quiet', 'HEAD']);
  return code === 0 ? stdout.trim() : undefined;
}

function summaryOf({ status, seconds, failure, messages }: BuildResult): string {
  const lines = [`${status} after ${duration(seconds)}`, ...messages.map((message) => `  ${message}`)];
  if (failure) lines.push(`  ${failure.phase}: line ${failure.line} of the buildspec failed (exit status ${failure.exitStatus})`);
  return visible(`\n${lines.join('\n')}\n`);
}
