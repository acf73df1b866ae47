import { HEALTH_NAMES } from './health-path';
import { hasDependency, type PackageJson } from './package-json';
import type { Repository } from '../../checks/source/repository';

interface Framework {
  readonly packages: readonly string[];
  /** A file that answers requests, below the application's folder: what it captures is the path, with a slash or a dot between its parts. */
  readonly files: readonly RegExp[];
}

const FRAMEWORKS: readonly Framework[] = [
  { packages: ['next'], files: [/^(?:src\/)?app\/(.+)\/route\.[jt]s$/, /^(?:src\/)?pages\/(api\/.+?)(?:\/index)?\.[jt]s$/] },
  { packages: ['@sveltejs/kit'], files: [/^src\/routes\/(.+)\/\+server\.[jt]s$/] },
  { packages: ['nuxt', 'nitropack'], files: [/^server\/(api\/.+?)(?:\.get)?\.[jt]s$/, /^server\/routes\/(.+?)(?:\.get)?\.[jt]s$/] },
  { packages: ['@remix-run/react', '@react-router/dev'], files: [/^app\/routes\/(.+?)(?:\/route)?\.[jt]sx?$/] },
];

/** The health check route of a framework whose routes are files; `undefined` if there is none. */
export function healthRouteOfFiles(repository: Repository, directory: string, packageJson: PackageJson): string | undefined {
  const framework = FRAMEWORKS.find(({ packages }) => packages.some((name) => hasDependency(packageJson, name)));
  if (!framework) return undefined;
  const paths = repository.filesBelow(directory).map((path) => directory === '.' ? path : path.slice(directory.length + 1));
  const routes = paths.flatMap((path) => framework.files.flatMap((file) => file.exec(path)?.[1] ?? []))
    // What is in parentheses, or begins with an underscore, is a group that requests do not name.
    .map((route) => route.split(/[./]/).filter((part) => !/^\(.*\)$|^_/.test(part)));
  return HEALTH_NAMES.map((name) => routes.find((parts) => parts.at(-1) === name)).find((parts) => parts !== undefined)
    ?.reduce((path, part) => `${path}/${part}`, '');
}
