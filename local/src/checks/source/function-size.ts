import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { resolvedArtifact, resolvedPath } from './build-paths';
import { clean } from './repository';
import { sourceFinding } from './source-rule';
import type { ArtifactSpec, Buildspec } from '../../codebuild/buildspec';
import { globMatcher } from '../../system/glob';
import type { Finding } from '../finding';

/** Lambda's limit for the unzipped package. */
const LARGEST_BYTES = 250 * 1024 * 1024;
const NEVER_BUNDLED = new Set(['.git', '.gostyle']);
const MOST_FILES = 200_000;

/** Checks the part of a function's bundle that already exists: all of it during the pipeline's own build, which synthesizes after compiling. */
export function* checkFunctionSize(root: string, file: string, spec: ArtifactSpec, buildspec: Buildspec): Iterable<Finding> {
  const { files: patterns, excludePaths } = resolvedArtifact(spec, buildspec).spec;
  const base = resolvedPath(spec.baseDirectory ?? '.', buildspec);
  if (base === undefined) return;
  const takes = patterns.map((pattern) => globMatcher(clean(pattern)));
  const excludes = excludePaths.map((pattern) => globMatcher(clean(pattern)));
  let bytes = 0;
  for (const path of filesBelow(join(root, clean(base).replace(/^\/+/, '')))) {
    if (takes.some((matches) => matches(path.name)) && !excludes.some((matches) => matches(path.name))) bytes += path.bytes();
  }
  if (bytes <= LARGEST_BYTES) return;
  yield sourceFinding('lambda.size', file, spec.line, {
    message: 'the bundle of a function may have at most 250 MiB unpacked',
    value: `${Math.ceil(bytes / 1024 / 1024)} MiB`,
    fix: 'put fewer files into the artifact: bundle the application, or install without development dependencies',
  });
}

interface FoundFile {
  /** Relative to the base directory. */
  readonly name: string;
  readonly bytes: () => number;
}

function* filesBelow(base: string): Iterable<FoundFile> {
  const folders = [''];
  for (let count = 0; folders.length > 0 && count < MOST_FILES;) {
    const folder = folders.pop()!;
    for (const entry of entriesOf(join(base, folder))) {
      const name = folder === '' ? entry.name : `${folder}/${entry.name}`;
      if (entry.isDirectory() && !NEVER_BUNDLED.has(entry.name)) folders.push(name);
      count += 1;
      if (entry.isFile()) yield { name, bytes: () => statSync(join(base, name), { throwIfNoEntry: false })?.size ?? 0 };
    }
  }
}

/** A folder that the build has not created yet is empty. */
function entriesOf(folder: string) {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch (error) {
    if (['ENOENT', 'ENOTDIR', 'EACCES'].includes((error as NodeJS.ErrnoException).code ?? '')) return [];
    throw error;
  }
}
