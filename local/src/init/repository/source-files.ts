import type { Repository } from '../../checks/source/repository';

/** Folders without the application's own source: dependencies, and code for browsers. */
const NOT_SOURCE = new RegExp(`(^|/)(${[
  'node_modules', 'dist', 'build', 'out', 'coverage', 'vendor', 'venv', '\\.\\w[^/]*', '__pycache__', 'site-packages', 'infrastructure', 'cdk\\.out',
  'static', 'public', 'bower_components',
].join('|')})/|\\.min\\.\\w+$`);
/** Tools read PORT for their own servers. */
const OF_TOOL = new RegExp(String.raw`(^|/)(?:webpack[\w.-]*|gulpfile[\w.-]*|`
  + String.raw`(?:vite|vue|rollup|rspack|rsbuild|craco|jest|vitest|karma|playwright|cypress)\.conf(?:ig)?)\.[cm]?[jt]s$`);
const TEST = new RegExp([
  '(^|/)(tests?|__tests__|e2e|spec|examples?|docs?)/',
  '[._-](test|spec|e2e-spec)\\.[cm]?[jt]sx?$', '_test\\.(go|py)$', '(^|/)(test_\\w+|conftest)\\.py$',
].join('|'));
const MOST_FILES = 2_000;
const LONGEST = 512 * 1024;

export interface SourceLine {
  readonly path: string;
  readonly line: number;
  readonly text: string;
}

/** Lines of the application's source without tests and comments, nearest to its root first. */
export function sourceLines(repository: Repository, directory: string, extensions: RegExp): SourceLine[] {
  const files = repository.filesBelow(directory)
    .filter((path) => extensions.test(path) && ![NOT_SOURCE, OF_TOOL, TEST].some((each) => each.test(path)))
    .sort((a, b) => depth(a) - depth(b) || a.localeCompare(b))
    .slice(0, MOST_FILES);
  return files.flatMap((path) => {
    const text = repository.read(path) ?? '';
    if (text.length > LONGEST) return [];
    return text.split('\n').map((each, index) => ({ path, line: index + 1, text: each })).filter((each) => !isComment(each.text));
  });
}

const MOST_LINES_OF_A_CALL = 12;

/** The line on which a call begins, and those on which its arguments continue. */
export function linesOfCall(lines: readonly SourceLine[], index: number): readonly SourceLine[] {
  const { path, text } = lines[index]!;
  if (/\)\s*;?\s*$/.test(text)) return [lines[index]!];
  const following = lines.slice(index, index + MOST_LINES_OF_A_CALL).filter((line) => line.path === path);
  const end = following.findIndex((line) => /^\s*[})]/.test(line.text));
  return following.slice(0, end < 0 ? following.length : end + 1);
}

function depth(path: string): number {
  return path.split('/').length;
}

function isComment(text: string): boolean {
  return /^\s*(\/\/|#|\*|\/\*)/.test(text);
}
