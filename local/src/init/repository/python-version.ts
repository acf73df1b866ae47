import { below } from './names';
import type { Repository } from '../../checks/source/repository';
import { installedPython } from '../../system/installed-python';

/** Minor versions of Python 3 that `pythonVersion` accepts: Amazon Linux 2023 has packages for them. CodeBuild's images have them all. */
export const PYTHON_MINORS: readonly number[] = [9, 11, 12, 13, 14];
/** The default of `pythonVersion`. */
const STANDARD = 13;
export const STANDARD_PYTHON = `3.${STANDARD}`;

interface PythonVersion {
  /** For `runtime-versions` of the buildspec and `pythonVersion` of the CDK app. */
  readonly version: string;
  readonly problems: readonly string[];
  readonly notes: readonly string[];
}

/** What the files of an application say, in the order in which tools prefer them. */
interface Requirement {
  readonly place: string;
  readonly wanted: string;
  accepts(minor: number): boolean;
}

/** The version that the repository asks for, if hosts can have it. */
export function pythonVersion(repository: Repository, directory: string): PythonVersion {
  const required = requirementOf(repository, directory);
  if (!required) return { version: STANDARD_PYTHON, problems: [], notes: [] };
  const { place, wanted } = required;
  const accepted = PYTHON_MINORS.filter((minor) => required.accepts(minor));
  const minor = accepted.includes(STANDARD) ? STANDARD : accepted.at(-1) ?? STANDARD;
  const problems = accepted.length > 0 ? [] : [`${place} asks for Python ${wanted}, but hosts can have ${listed(PYTHON_MINORS)} only, so the build `
    + `and the hosts get ${STANDARD_PYTHON}: ask for one of these, and write it into buildspec.yml and \`pythonVersion\` of the CDK app`];
  return { version: `3.${minor}`, problems, notes: accepted.length > 0 ? olderHere(required) : [] };
}

function listed(minors: readonly number[]): string {
  return `${minors.slice(0, -1).map((minor) => `3.${minor}`).join(', ')} or 3.${minors.at(-1)}`;
}

/** A local run takes the Python of this machine, whatever version the pipeline has on AWS. */
function olderHere({ place, wanted, accepts }: Requirement): string[] {
  const here = installedPython('python3');
  const minor = Number(/^3\.(\d+)/.exec(here ?? '')?.[1]);
  const isOlder = !accepts(minor) && PYTHON_MINORS.some((other) => other > minor && accepts(other));
  if (!isOlder) return [];
  return [`${place} asks for Python ${wanted}, but python3 on this machine is ${here}, which is older: local runs build and start the application `
    + 'with it, so install the newer one, and put it first in PATH'];
}

function requirementOf(repository: Repository, directory: string): Requirement | undefined {
  const folders = [...new Set([directory, '.'])];
  const read = (name: string, find: (path: string, text: string) => Requirement | undefined) => folders.map((folder) => {
    const path = below(folder, name);
    const text = repository.read(path);
    return text === undefined ? undefined : find(path, text);
  });
  return [...read('.python-version', pinned), ...read('runtime.txt', pinned), ...read('pyproject.toml', ranged)].find((each) => each !== undefined);
}

/** The first version of CPython in the file: `3.12`, `3.12.4`, `python-3.12.4`, `cpython@3.12`. */
function pinned(path: string, text: string): Requirement | undefined {
  for (const [index, line] of text.split('\n').entries()) {
    const [, wanted, minor] = /^\s*(?:c?python[-@])?(3\.(\d+)(?:\.\d+)?)(?![\w.])/i.exec(line) ?? [];
    if (wanted !== undefined) return { place: `${path}:${index + 1}`, wanted, accepts: (other) => other === Number(minor) };
  }
  return undefined;
}

/** `requires-python` of `[project]`, or what Poetry calls the dependency `python`. */
function ranged(path: string, text: string): Requirement | undefined {
  const tables = text.split(/^(?=\s*\[)/m);
  const tableOf = (name: string) => tables.find((table) => table.trimStart().startsWith(`[${name}]`));
  const found = [
    { table: tableOf('project'), line: /^\s*requires-python\s*=\s*["']([^"']+)["']/m },
    { table: tableOf('tool.poetry.dependencies'), line: /^\s*python\s*=\s*["']([^"']+)["']/m },
  ].map(({ table, line }) => ({ table, match: line.exec(table ?? '') })).find(({ match }) => match !== null);
  if (!found?.match || found.table === undefined) return undefined;
  const wanted = found.match[1]!.trim();
  const bounds = wanted.split(',').map((each) => boundOf(each.trim()));
  if (bounds.includes(undefined)) return undefined;
  const offset = text.indexOf(found.table) + found.match.index + found.match[0].search(/\S/);
  return {
    place: `${path}:${text.slice(0, offset).split('\n').length}`, wanted, accepts: (minor) => bounds.every((bound) => bound!(minor)),
  };
}

/**
 * One clause of PEP 440 or Poetry, for minor versions of Python 3: each stands for its newest release. Undefined if it has another form.
 *
 * @see https://packaging.python.org/en/latest/specifications/version-specifiers/
 */
function boundOf(clause: string): ((minor: number) => boolean) | undefined {
  const [, operator = '', major, second, third] = /^(~=|===?|!=|<=|>=|<|>|\^|~)?\s*(\d+)(?:\.(\d+|\*))?(?:\.(\d+|\*))?[^,|\s]*$/.exec(clause) ?? [];
  if (major === undefined) return undefined;
  const isWhole = second === undefined || second === '*';
  // A clause about all of Python 2, 3 or 4.
  if (major !== '3' || isWhole) return () => compared(operator, 3 - Number(major));
  const than = Number(second);
  if (operator === '~=' || operator === '^') return (minor) => operator === '~=' && third !== undefined ? minor === than : minor >= than;
  if (operator === '<' && third !== undefined && third !== '0') return (minor) => minor <= than;
  // A release is left out, but not all with its minor version.
  if (operator === '!=' && third !== undefined && third !== '*') return () => true;
  return (minor) => compared(operator, minor - than);
}

function compared(operator: string, difference: number): boolean {
  switch (operator) {
    case '<': return difference < 0;
    case '<=': return difference <= 0;
    case '>': return difference > 0;
    case '>=': return difference >= 0;
    case '!=': return difference !== 0;
    default: return difference === 0;
  }
}
