import { posix } from 'node:path';
import { below } from './names';
import type { PackageJson } from './package-json';
import type { SourceLine } from './source-files';
import type { Repository } from '../../checks/source/repository';

/** `require('a')`, `import x from "a"`, `import('a')`, `import 'a'`; not a type: `const x: import('a').B`. */
const LOADS = /(?:\brequire\(|\bfrom|\bimport\(?)(?<!:\s{0,3}import\()\s{0,9}(["'])([^"'\s]{1,200})\1/g;
const PACKAGE = /^((?:@[\w.-]+\/)?[a-zA-Z0-9][\w.-]*)(?:\/|$)/;
/** Express loads it by its name, or by the extension of a view. */
const VIEW_ENGINES = [/\bset\(\s{0,9}["']view engine["']\s{0,9},\s{0,9}["']([\w-]+)["']/, /\brender\(\s{0,9}["'][^"'\s]{1,200}\.(\w+)["']/];
const TYPES_ONLY = /^\s*(?:import|export)\s+type\b/;
const BEGINS_IMPORT = /^\s*(?:import|export)\b/;
/** What comes before a line that hosts do not run, or that may fail. */
const CONDITION = /\btry\s{0,9}\{|\bif\s{0,9}\(.{0,200}(?:NODE_ENV|development|isDev|isProd)|(?:NODE_ENV|isDev|isProd).{0,200}(?:&&|\?)/i;
const MOST_LINES_OF_A_CONDITION = 3;
const MOST_LINES_OF_AN_IMPORT = 30;
/** Each is looked at closely. */
const MOST_PLACES = 20;
const MOST_NAMES = 50;
const EXTENSIONS = ['', '.js', '.ts', '.mjs', '.cjs', '.mts', '.cts', '.jsx', '.tsx', '/index.js', '/index.ts', '/index.mjs', '/index.cjs'];
/** They put packages into what they build. */
const BUNDLERS = new Set([
  'webpack', 'vite', 'esbuild', 'tsup', 'tsdown', 'rollup', 'parcel', '@vercel/ncc', 'pkgroll', 'unbuild', 'bunchee', '@rspack/core', '@rsbuild/core',
  'gulp', 'browserify', 'next', 'nuxt', 'astro', 'vinxi', '@sveltejs/kit', '@remix-run/dev', '@react-router/dev', '@vue/cli-service', 'react-scripts',
  '@angular/cli',
]);

type Files = ReadonlyMap<string, readonly SourceLine[]>;

/**
 * Packages that the source loads, but that are only for development: a host does not have them, because the build removes them. Looks at the
 * started file and the files that it loads; a compiled one is found by its name.
 */
export function developmentPackages(
  repository: Repository, directory: string, lines: readonly SourceLine[], packageJson: PackageJson, start = '',
): string[] {
  const files = new Map<string, SourceLine[]>();
  for (const line of lines) {
    const known = files.get(line.path);
    if (known) known.push(line);
    else files.set(line.path, [line]);
  }
  const first = startedFile(directory, files, packageJson, start);
  if (first === undefined) return [];
  const removed = removedPackages(repository, directory, packageJson);
  const places = new Map<string, SourceLine>();
  const tries = new Map<string, number>();
  for (const { name, lines: own, index } of loadedFrom(first, files)) {
    const tried = tries.get(name) ?? 0;
    if (!removed.has(name) || places.has(name) || tried >= MOST_PLACES) continue;
    tries.set(name, tried + 1);
    if (isLoaded(own, index)) places.set(name, own[index]!);
  }
  if (places.size === 0) return [];
  const list = [...places].map(([name, { path, line }]) => `${name} (${path}:${line})`).join(', ');
  return [`the build removes devDependencies, but the source loads some of them: ${list}; move those that hosts need to dependencies`];
}

/** The lock file of npm says which packages stay, because others need them. */
function removedPackages(repository: Repository, directory: string, packageJson: PackageJson): ReadonlySet<string> {
  const { dependencies, devDependencies, otherDependencies } = packageJson;
  const installed = lockedPackages(repository.read(below(directory, 'package-lock.json')) ?? '{}');
  return new Set(Object.keys(devDependencies).filter((name) => {
    const locked = installed[`node_modules/${name}`];
    const stays = typeof locked === 'object' && locked !== null && locked.dev !== true && locked.devOptional !== true;
    return !stays && !Object.hasOwn(dependencies, name) && !Object.hasOwn(otherDependencies, name);
  }));
}

function lockedPackages(text: string): Record<string, { readonly dev?: unknown; readonly devOptional?: unknown } | null | undefined> {
  try {
    return (JSON.parse(text) as { packages?: Record<string, { dev?: unknown } | null> }).packages ?? {};
  } catch {
    // The build says what is wrong with it.
    return {};
  }
}

/** Of the source: `dist/server.js` is made of `src/server.ts`, unless a bundler makes it of everything. */
function startedFile(directory: string, files: Files, { devDependencies }: PackageJson, start: string): string | undefined {
  const started = /(?:^|\s)([\w./@-]+)$/.exec(start.trim())?.[1]?.replace(/^\.\//, '');
  if (started === undefined) return undefined;
  const own = fileAt(below(directory, started), files);
  if (own !== undefined) return own;
  if (Object.keys(devDependencies).some((name) => BUNDLERS.has(name))) return undefined;
  const parts = started.replace(/\.[cm]?js$/, '').split('/').slice(1);
  const sources = parts.flatMap((_, index) => [`src/${parts.slice(index).join('/')}`, parts.slice(index).join('/')]);
  return sources.map((source) => fileAt(below(directory, source), files)).find((found) => found !== undefined);
}

function fileAt(path: string, files: Files): string | undefined {
  const stem = path.replace(/\.([cm]?)jsx?$/, '');
  return [path, stem].flatMap((each) => EXTENSIONS.map((extension) => `${each}${extension}`)).find((each) => files.has(each));
}

interface Load {
  readonly name: string;
  /** Of its file. */
  readonly lines: readonly SourceLine[];
  readonly index: number;
}

/** What the file loads, and the application's files that it loads. */
function loadedFrom(first: string, files: Files): Load[] {
  const seen = new Set([first]);
  const loads: Load[] = [];
  for (const path of seen) {
    const lines = files.get(path)!;
    for (const [index, { text }] of lines.entries()) {
      loads.push(...VIEW_ENGINES.flatMap((pattern) => pattern.exec(text)?.slice(1) ?? []).map((name) => ({ name, lines, index })));
      for (const [, , target] of text.matchAll(LOADS)) {
        const file = target!.startsWith('.') ? fileAt(posix.join(posix.dirname(path), target!), files) : undefined;
        if (file !== undefined) seen.add(file);
        const name = PACKAGE.exec(target!)?.[1];
        if (name !== undefined) loads.push({ name, lines, index });
      }
    }
  }
  return loads;
}

/** Not if it is only for types, which a compiler leaves out, nor under a condition. */
function isLoaded(lines: readonly SourceLine[], index: number): boolean {
  const near = lines.slice(Math.max(0, index - MOST_LINES_OF_A_CONDITION), index + 1);
  if (near.some(({ text }) => CONDITION.test(text))) return false;
  const statement = statementAt(lines, index);
  if (TYPES_ONLY.test(statement)) return false;
  const names = /^\s*import\s*\{([^}]*)\}/.exec(statement)?.[1];
  if (names === undefined || !/\.[cm]?tsx?$/.test(lines[index]!.path)) return true;
  // Used as a value: called, decorating, or with a member.
  const values = names.split(',').map((each) => each.trim()).filter((each) => !each.startsWith('type '))
    .map((each) => each.split(/\s+/).at(-1)!).filter((each) => /^[\w$]+$/.test(each)).slice(0, MOST_NAMES);
  const used = values.map((name) => new RegExp(String.raw`(?<![\w$.])${name.replaceAll('$', '\\$')}\s{0,9}[.(]`));
  return used.some((pattern) => lines.some(({ text }) => pattern.test(text)));
}

/** From where the import begins: its names may stand on lines of their own. */
function statementAt(lines: readonly SourceLine[], index: number): string {
  if (BEGINS_IMPORT.test(lines[index]!.text)) return lines[index]!.text;
  const before = lines.slice(Math.max(0, index - MOST_LINES_OF_AN_IMPORT), index);
  const begin = before.findLastIndex(({ text }) => BEGINS_IMPORT.test(text));
  const text = begin < 0 ? '' : [...before.slice(begin), lines[index]!].map((each) => each.text).join('\n');
  // Another statement has ended in between.
  return /^[^;"']*(["'])[^"']*\1;?\s*$/.test(text) ? text : lines[index]!.text;
}
