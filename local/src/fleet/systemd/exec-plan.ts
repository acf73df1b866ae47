import { accountOf, CannotStart } from './accounts';
import { sandboxSteps } from './sandbox-steps';
import type { UnitHost } from './unit-host';
import { CAPABILITIES } from '../../unit/capabilities';
import type { ExecCommand } from '../../unit/exec-command';
import { needsMounts, NO_PROTECTION } from '../../unit/protection';
import type { OutputTarget, ServiceSettings } from '../../unit/service-settings';

/** How `scripts/exec.sh` starts a program of a service. */
export interface ExecPlan {
  readonly keys: readonly string[];
  readonly hasOwnMounts: boolean;
  /** Reason why the program is not started at all. */
  readonly problem?: string;
}

/** @param privateTmp the folder mounted as `/tmp` and `/var/tmp` for units with private ones. */
export function execPlan(command: ExecCommand, settings: ServiceSettings, host: UnitHost, privateTmp: string): ExecPlan {
  const protection = command.privileged === 'fully' ? NO_PROTECTION : settings.protection;
  const isOwnUser = command.privileged === 'no';
  const hasOwnMounts = needsMounts(protection);
  const keys: string[] = outputKeys(settings);
  try {
    const account = accountOf(settings, host.files);
    const owned = settings.directories.map(({ path, privatePath }) => privatePath ?? path);
    // Without it, programs that ask for their user's name or home fail: `os.homedir()`, `getpass.getuser()`.
    if (hasOwnMounts && account.dynamicEntry !== undefined) keys.push(`from=${privateTmp}/passwd`, `account=${account.dynamicEntry}`);
    if (hasOwnMounts) keys.push(...sandboxSteps(protection, host, privateTmp, owned));
    keys.push(
      `umask=${settings.umask}`,
      ...(protection.nice === undefined ? [] : [`nice=${protection.nice}`]),
      ...(protection.oomScoreAdjust === undefined ? [] : [`oom=${protection.oomScoreAdjust}`]),
      ...protection.limits.map((limit) => `limit=${limit}`),
      ...(isOwnUser && (account.userId !== 0 || account.groupId !== 0)
        ? [`identity=--reuid=${account.userId}`, `identity=--regid=${account.groupId}`] : []),
      ...(isOwnUser && account.groups.length > 0 ? [`identity=--groups=${[...new Set([account.groupId, ...account.groups])].join(',')}`] : []),
      ...(isOwnUser && account.groups.length === 0 && account.userId !== 0 ? ['identity=--clear-groups'] : []),
      ...capabilityKeys(protection.boundingSet, isOwnUser ? protection.ambientSet : []),
      ...(protection.noNewPrivileges && isOwnUser ? ['identity=--no-new-privs'] : []),
      `directory=${settings.workingDirectory === '~' ? account.home : settings.workingDirectory}`,
      `optional=${settings.mayMissWorkingDirectory ? 'yes' : 'no'}`,
      `executable=${command.path}`,
    );
  } catch (error) {
    if (!(error instanceof CannotStart)) throw error;
    keys.push(`fail=${error.exitStatus}`);
    return { keys, hasOwnMounts, problem: error.message };
  }
  return { keys, hasOwnMounts };
}

function outputKeys({ output, errorOutput }: ServiceSettings): string[] {
  const keys: string[] = [];
  if (output.how !== 'journal' && output.how !== 'inherit') keys.push(keyOf('stdout', output));
  // A single pipe for both preserves the order of their lines.
  if (errorOutput.how === 'inherit' || (errorOutput.how === 'journal' && keys.length === 0)) {
    keys.push('stderr-output=');
  } else if (errorOutput.how !== 'journal') {
    keys.push(keyOf('stderr', errorOutput));
  }
  return keys;
}

function keyOf(stream: string, { how, path }: OutputTarget): string {
  return `${stream}-${how}=${path}`;
}

/** Ambient capabilities must also be inheritable. */
function capabilityKeys(boundingSet: readonly string[] = CAPABILITIES, ambientSet: readonly string[]): string[] {
  const list = (names: readonly string[]) => ['-all', ...names.map((name) => `+${name}`)].join(',');
  const ambient = ambientSet.filter((name) => boundingSet.includes(name));
  return [
    `identity=--bounding-set=${list(boundingSet)}`, `identity=--inh-caps=${list(ambient)}`,
    ...(ambient.length > 0 ? [`identity=--ambient-caps=${list(ambient)}`] : []),
  ];
}
