import { CAPABILITIES } from '../../unit/capabilities';

export const BOUNDING_SET = ['-all', ...CAPABILITIES.map((name) => `+${name}`)].join(',');

/** A clean environment: nothing from the runner's own (credentials, `LD_PRELOAD`) reaches an instance. */
export const CLEAN_ENVIRONMENT: Readonly<Record<string, string>> = {
  PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
  LANG: 'C.UTF-8',
};

/** For the programs that set up an instance: `newuidmap` may be anywhere on the user's own PATH. */
export const MACHINE_ENVIRONMENT: Readonly<Record<string, string>> = {
  ...CLEAN_ENVIRONMENT,
  PATH: [...new Set([CLEAN_ENVIRONMENT.PATH, process.env.PATH].flatMap((path) => path?.split(':') ?? []))].filter(Boolean).join(':'),
};

export function isRoot(): boolean {
  // Not userInfo(), which reads a file and fails when no more files can be opened.
  return process.getuid?.() === 0;
}

/** Without root, an overlay stores its metadata in `user.*` attributes. */
export const OVERLAY_OPTIONS = isRoot() ? '' : ',userxattr';

/** Without root, root inside is the current user, and other users inside are its subordinate ids. */
function userNamespace(): string[] {
  return isRoot() ? [] : ['--user', '--map-root-user', '--map-auto'];
}

/** Runs `argv` as the first process in new mount and pid namespaces, which end together with this process. */
export function withNewNamespaces(argv: readonly string[]): string[] {
  return [
    'setpriv', '--pdeathsig', 'KILL', '--',
    'unshare', ...userNamespace(), '--mount', '--pid', '--fork', '--kill-child=KILL', '--propagation', 'private', '--', ...argv,
  ];
}

/** Runs `argv` in the namespaces of a process. */
export function inNamespacesOf(pid: number, argv: readonly string[]): string[] {
  return entering(pid, ['setpriv', `--bounding-set=${BOUNDING_SET}`, '--inh-caps=-all', '--', ...argv]);
}

/** The same for `scripts/exec.sh`, which sets up mounts if needed and then drops the privileges that a program inside must not have. */
export function inOwnMountsOf(pid: number, hasOwnMounts: boolean, argv: readonly string[]): string[] {
  return entering(pid, [...(hasOwnMounts ? ['unshare', '--mount', '--propagation', 'private', '--'] : []), ...argv]);
}

function entering(pid: number, argv: readonly string[]): string[] {
  return ['nsenter', '--target', String(pid), ...(isRoot() ? [] : ['--user']), '--mount', '--pid', '--', ...argv];
}

/** Runs `argv` on this machine, with the privileges that root of an instance has. */
export function asRootOf(pid: number, argv: readonly string[]): string[] {
  return ['nsenter', '--target', String(pid), ...(isRoot() ? [] : ['--user']), '--', ...argv];
}

/** Runs `argv` with the privileges of the owner of an instance's files. */
export function asOwnerOfFiles(argv: readonly string[]): string[] {
  return isRoot() ? [...argv] : ['unshare', ...userNamespace(), '--', ...argv];
}
