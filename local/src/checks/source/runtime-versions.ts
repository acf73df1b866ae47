import table from '../../codebuild/runtimes.json';

/** The versions of each runtime in CodeBuild's images, oldest first. */
export const RUNTIME_VERSIONS: ReadonlyMap<string, readonly string[]> = new Map(
  Object.entries(table.runtimes).map(([name, versions]) => [name, versions.split(' ')]),
);
