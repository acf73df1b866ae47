import { HEALTH_NAMES } from './health-path';
import { below, inside } from './names';
import { hasDependency, type PackageJson } from './package-json';
import type { Repository } from '../../checks/source/repository';

interface Framework {
  readonly packages: readonly string[];
  /** A file that answers requests, below the application's folder: what it captures is the path. */
  readonly files: readonly RegExp[];
  /** Between the parts of a path. */
  readonly separator: RegExp;
  /** What such a file exports for the requests of a health check. */
  readonly exports?: RegExp;
}

const EXPORTS_GET = /\bexport\b.*\bGET\b/;

const FRAMEWORKS: readonly Framework[] = [
  { packages: ['next'], files: [/^(?:src\/)?app\/(.+)\/route\.[jt]s$/], separator: /\//, exports: EXPORTS_GET },
  { packages: ['next'], files: [/^(?:src\/)?pages\/(api\/.+?)(?:\/index)?\.[jt]s$/], separator: /\// },
  { packages: ['@sveltejs/kit'], files: [/^src\/routes\/(.+)\/\+server\.[jt]s$/], separator: /\//, exports: EXPORTS_GET },
  {
    packages: ['nuxt', 'nitropack'],
    files: [/^server\/(api\/.+?)(?:\.get)?\.[jt]s$/, /^server\/routes\/(.+?)(?:\.get)?\.[jt]s$/],
    separator: /\//,
  },
  { packages: ['@remix-run/react', '@react-router/fs-routes'], files: [/^app\/routes\/(.+?)(?:\/route)?\.[jt]sx?$/], separator: /[./]/ },
];

export function hasFileRoutes(packageJson: PackageJson): boolean {
  return frameworksOf(packageJson).length > 0;
}

function frameworksOf(packageJson: PackageJson): Framework[] {
  return FRAMEWORKS.filter(({ packages }) => packages.some((name) => hasDependency(packageJson, name)));
}

/** The health check route of a framework whose routes are files; `undefined` if there is none. */
export function healthRouteOfFiles(repository: Repository, directory: string, packageJson: PackageJson): string | undefined {
  const paths = repository.filesBelow(directory).map((path) => inside(directory, path));
  const routes = frameworksOf(packageJson).flatMap(({ files, separator, exports }) => paths.flatMap((path) => {
    const route = files.map((file) => file.exec(path)?.[1]).find((each) => each !== undefined);
    if (route === undefined || !(exports?.test(repository.read(below(directory, path)) ?? '') ?? true)) return [];
    // What is in parentheses, or begins with an underscore, is a group that requests do not name; a parameter could be anything.
    const parts = route.split(separator).filter((part) => !/^\(.*\)$|^_/.test(part));
    return parts.every((part) => /^[\w.-]+$/.test(part)) ? [parts] : [];
  }));
  return HEALTH_NAMES.map((name) => routes.find((parts) => parts.at(-1) === name)).find((parts) => parts !== undefined)
    ?.reduce((path, part) => `${path}/${part}`, '');
}
