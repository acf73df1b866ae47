import type { UnitEntries } from './unit-entries';

/** A directory of `RuntimeDirectory=` and the like: created before the service starts, and owned by its user. */
export interface ServiceDirectory {
  readonly path: string;
  /** With a dynamic user, the files are here and `path` is a link: nobody else may access them when the user id is reused. */
  readonly privatePath?: string;
  readonly mode: string;
  /** Name of the environment variable, such as `RUNTIME_DIRECTORY`. */
  readonly variable: string;
  readonly removeAfterwards: boolean;
}

const KINDS = [
  { key: 'RuntimeDirectory', base: '/run', mayBePrivate: false }, { key: 'StateDirectory', base: '/var/lib', mayBePrivate: true },
  { key: 'CacheDirectory', base: '/var/cache', mayBePrivate: true }, { key: 'LogsDirectory', base: '/var/log', mayBePrivate: true },
  { key: 'ConfigurationDirectory', base: '/etc', mayBePrivate: false },
];

export function readDirectories(unit: UnitEntries, dynamicUser: boolean): ServiceDirectory[] {
  return KINDS.flatMap(({ key, base, mayBePrivate }) => unit.words('Service', key).map((word) => word.split(':')[0]!)
    .filter((name) => !name.startsWith('/') && !name.split('/').includes('..'))
    .map((name) => ({
      path: `${base}/${name}`,
      ...(dynamicUser && mayBePrivate && { privatePath: `${base}/private/${name}` }),
      mode: unit.value('Service', `${key}Mode`) ?? '0755',
      variable: key.replace(/([a-z])(?=[A-Z])/g, '$1_').toUpperCase(),
      removeAfterwards: key === 'RuntimeDirectory' && (unit.value('Service', 'RuntimeDirectoryPreserve') ?? 'no') === 'no',
    })));
}

/** `STATE_DIRECTORY=/var/lib/a:/var/lib/b` */
export function directoryVariables(directories: readonly ServiceDirectory[]): Record<string, string> {
  const variables: Record<string, string> = {};
  for (const { variable, path } of directories) variables[variable] = variables[variable] === undefined ? path : `${variables[variable]}:${path}`;
  return variables;
}
