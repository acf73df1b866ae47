import { below } from './names';
import type { Repository } from '../../checks/source/repository';
import { UserError } from '../../messages/user-error';

/** The parts of a `package.json` that determine how an application is built and started. */
export interface PackageJson {
  readonly name?: string;
  readonly main?: string;
  readonly type?: string;
  /** The range of versions of Node.js. */
  readonly engines?: string;
  readonly scripts: Readonly<Record<string, string>>;
  readonly dependencies: Readonly<Record<string, string>>;
  readonly devDependencies: Readonly<Record<string, string>>;
  /** Optional ones and peers. */
  readonly otherDependencies: Readonly<Record<string, string>>;
  /** Patterns of the folders of a workspace's packages; those that begin with `!` leave some out. */
  readonly workspaces: readonly string[];
}

export function readPackageJson(repository: Repository, directory: string): PackageJson | undefined {
  const path = below(directory, 'package.json');
  const text = repository.read(path);
  if (text === undefined) return undefined;
  const json = parse(path, text);
  return {
    ...textOf(json, 'name'),
    ...textOf(json, 'main'),
    ...textOf(json, 'type'),
    ...textsOf(json.engines).node !== undefined && { engines: textsOf(json.engines).node },
    scripts: textsOf(json.scripts),
    dependencies: textsOf(json.dependencies),
    devDependencies: textsOf(json.devDependencies),
    otherDependencies: { ...textsOf(json.optionalDependencies), ...textsOf(json.peerDependencies) },
    workspaces: patternsOf(json.workspaces),
  };
}

/** Whether a package is among the dependencies, including dev dependencies. */
export function hasDependency({ dependencies, devDependencies }: PackageJson, name: string): boolean {
  return name in dependencies || name in devDependencies;
}

function parse(path: string, text: string): Record<string, unknown> {
  try {
    const json: unknown = JSON.parse(text.replace(/^\uFEFF/, ''));
    if (typeof json === 'object' && json !== null && !Array.isArray(json)) return { ...json };
  } catch (error) {
    throw new UserError(`${path}: not JSON: ${(error as Error).message}`);
  }
  throw new UserError(`${path}: must be a JSON object`);
}

function textOf(json: Record<string, unknown>, name: 'name' | 'main' | 'type'): { [key in typeof name]?: string } {
  const value = json[name];
  return typeof value === 'string' && value !== '' ? { [name]: value } : {};
}

/** A list, or Yarn's object with one. */
function patternsOf(workspaces: unknown): string[] {
  if (typeof workspaces === 'object' && workspaces !== null && 'packages' in workspaces) return patternsOf(workspaces.packages);
  return Array.isArray(workspaces) ? workspaces.filter((each): each is string => typeof each === 'string') : [];
}

function textsOf(value: unknown): Record<string, string> {
  const entries = typeof value === 'object' && value !== null ? Object.entries(value) : [];
  return Object.fromEntries(entries.filter((entry): entry is [string, string] => typeof entry[1] === 'string'));
}
