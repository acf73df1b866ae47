import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { isObject, stringAt, type Json } from '../assembly/json';
import { UserError } from '../messages/user-error';
import { shellQuoted } from '../system/shell-quoted';
import { reasonNotToRead } from '../system/small-file';

const DEFAULT_OUTPUT = 'cdk.out';
const SKIPPED = new Set(['node_modules', DEFAULT_OUTPUT, '.git', '.gostyle']);
/** CDK apps are near the root of a repository, as in `infra/` or `packages/infra/`. */
const DEPTH = 3;

interface Assemblies {
  readonly found: readonly string[];
  /** Where they were looked for, if there is none. */
  readonly missing: readonly string[];
}

/** The cloud assemblies of the CDK apps in a repository, at the path that each `cdk.json` gives. */
export function assembliesOf(source: string): Assemblies {
  const outputs = [...new Set([join(source, DEFAULT_OUTPUT), ...appsBelow(source, DEPTH).map(outputOf)])];
  const found = outputs.filter((directory) => existsSync(join(directory, 'manifest.json')));
  return { found, missing: found.length > 0 ? [] : outputs };
}

/** A note for people. */
export function noneIn(missing: readonly string[]): string {
  const [synth = 'run `cdk synth`'] = missing.flatMap((output) => synthScriptIn(dirname(output)));
  return `cloud assembly not checked: none in ${missing.join(', ')}; ${synth}, or name one with --assembly`;
}

/** The script of a CDK app, as the reader can type it. */
function synthScriptIn(app: string): string[] {
  const manifest = join(app, 'package.json');
  const isThere = statSync(manifest, { throwIfNoEntry: false })?.isFile() ?? false;
  if (!isThere || stringAt(readJson(manifest), 'scripts', 'synth') === undefined) return [];
  // npm starts a script in the folder of its package, and says where it was typed.
  const folder = relative(process.env.INIT_CWD ?? '', app);
  const prefix = folder === '' ? '' : ` --prefix ${/^[\w./-]+$/.test(folder) ? folder : shellQuoted(folder)}`;
  return [`run \`npm run synth${prefix}\``];
}

function appsBelow(folder: string, depth: number): string[] {
  if (depth < 0) return [];
  const own = existsSync(join(folder, 'cdk.json')) ? [folder] : [];
  return [...own, ...foldersIn(folder).flatMap((name) => appsBelow(join(folder, name), depth - 1))];
}

function foldersIn(folder: string): string[] {
  if (!existsSync(folder)) return [];
  const folders = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory() && !SKIPPED.has(entry.name));
  return folders.map(({ name }) => name).sort();
}

/** `output` is relative to the app. Reporting invalid JSON is left to the CDK CLI. */
function outputOf(app: string): string {
  return join(app, stringAt(readJson(join(app, 'cdk.json')), 'output') ?? DEFAULT_OUTPUT);
}

function readJson(path: string): Json | undefined {
  const reason = reasonNotToRead(path);
  if (reason !== undefined) throw new UserError(`${reason}; fix it, or remove it`);
  try {
    const value = JSON.parse(readFileSync(path, 'utf8')) as Json;
    return isObject(value) ? value : undefined;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
