import { CAPABILITIES } from '../../unit/capabilities';

export const BOUNDING_SET = ['-all', ...CAPABILITIES.map((name) => `+${name}`)].join(',');

/** A clean environment: nothing of the runner's own (credentials, `LD_PRELOAD`) reaches an instance. */
export const CLEAN_ENVIRONMENT: Readonly<Record<string, string>> = {
  PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
  LANG: 'C.UTF-8',
};

/** For the programs that make an instance: `newuidmap` may be anywhere on the user's own PATH. */
export const MACHINE_ENVIRONMENT: Readonly<Record<string, string>> = {
  ...CLEAN_ENVIRONMENT,
  PATH: [...new Set([CLEAN_ENVIRONMENT.PATH, process.env.PATH].flatMap((path) => path?.split(':') ?? []))].filter(Boolean).join(':'),
};

export function isRoot(): boolean {
  // Not userInfo(): that reads a file, and fails where no more can be opened.
  return process.getuid?.() === 0;
}

/** Without root an overlay keeps its notes in attributes that users may write. */
export const OVERLAY_OPTIONS = isRoot() ? '' : ',userxattr';

/** Without root: root inside is this user, the other users inside are its subordinate ids. */
function userNamespace(): string[] {
  return isRoot() ? [] : ['--user', '--map-root-user', '--map-auto'];
}

/** Runs `argv` as the first process of an instance's own mount and pid namespaces. Both end with this process, however it ends. */
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

/** The same for `scripts/exec.sh`, which first makes mounts, if it has to, and then gives up what a program inside may not do. */
export function inOwnMountsOf(pid: number, hasOwnMounts: boolean, argv: readonly string[]): string[] {
  return entering(pid, [...(hasOwnMounts ? ['unshare', '--mount', '--propagation', 'private', '--'] : []), ...argv]);
}

function entering(pid: number, argv: readonly string[]): string[] {
  return ['nsenter', '--target', String(pid), ...(isRoot() ? [] : ['--user']), '--mount', '--pid', '--', ...argv];
}

/** Runs `argv` with the rights that made an instance's files. */
export function asOwnerOfFiles(argv: readonly string[]): string[] {
  return isRoot() ? [...argv] : ['unshare', ...userNamespace(), '--', ...argv];
}
