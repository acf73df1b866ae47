import type { Repository } from './repository';
import type { ArtifactSpec, Buildspec } from '../../codebuild/buildspec';
import { canBeMatched } from '../../system/glob';

const SOURCE_DIRECTORY = 'CODEBUILD_SRC_DIR';

/**
 * Expands the variables known before the build: CodeBuild's source directories, and those set in the buildspec. Undefined if any other
 * variable occurs. Absolute paths below the source become relative.
 */
export function resolvedPath(path: string, { env }: Pick<Buildspec, 'env'>): string | undefined {
  let known = true;
  const resolved = path.replace(/\$(?:\{(\w+)\}|(\w+))/g, (_, braced: string | undefined, plain: string | undefined) => {
    const name = braced ?? plain ?? '';
    if (name === SOURCE_DIRECTORY) return '.';
    if (Object.hasOwn(env.variables, name)) return env.variables[name];
    known = false;
    return '';
  });
  return known ? resolved : undefined;
}

/** The artifact with expanded paths. Patterns that depend on the build or cannot be matched are left out; `complete` is false then. */
export function resolvedArtifact(spec: ArtifactSpec, buildspec: Buildspec): { readonly spec: ArtifactSpec; readonly complete: boolean } {
  const known = (paths: readonly string[]): string[] => paths.flatMap((path) => resolvedPath(path, buildspec) ?? []).filter(canBeMatched);
  const [files, excludePaths] = [known(spec.files), known(spec.excludePaths)];
  const complete = files.length === spec.files.length && excludePaths.length === spec.excludePaths.length;
  return { spec: { ...spec, files, excludePaths }, complete };
}

/** Files besides the buildspec that determine how the bundle is built. */
const BUILD_FILES = [
  'Makefile', 'makefile', 'package.json', 'Dockerfile',
  '.travis.yml', '.gitlab-ci.yml', 'Jenkinsfile', 'bitbucket-pipelines.yml', '.circleci/config.yml',
];

export function otherBuildText(repository: Repository): string {
  const workflows = repository.filesBelow('.github/workflows').filter((path) => /\.ya?ml$/.test(path));
  return [...BUILD_FILES, ...workflows].map((path) => repository.read(path) ?? '').join('\n');
}
