import { resolve } from 'node:path';
import type { ImageConfiguration } from './dockerfile-image';
import type { TaskSettings } from './service-settings';
import type { OneService } from '../../fleet';

const UNIT = 'application.service';
const ENVIRONMENT_FILE = '/etc/gostyle/task';
/** What stands in for the user of a container in `/etc/passwd`, which an image need not have. */
const USER = 'container';
/** Where an instance has the files of a built image. */
export const IMAGE_FOLDER = '/image';
/** What an engine mounts into every container. */
const OF_THE_ENGINE = ['/dev', '/proc', '/sys', '/tmp', '-/etc/hosts', '-/etc/resolv.conf'];

interface Container {
  readonly user: string;
  readonly group: string;
  readonly isRoot: boolean;
  readonly directory: string;
  readonly argv: readonly string[];
}

/**
 * The container of a task, as a unit: its user, its directory, its read-only root and nothing of what it may not do.
 *
 * @param image of an image that was built: its files are the container's root then, else those of this machine are.
 */
export function taskUnit(task: TaskSettings, environment: Readonly<Record<string, string>>, image?: ImageConfiguration): OneService {
  const [user = '', group = user] = task.user.split(':');
  const container: Container = {
    user,
    group,
    isRoot: user === '0' || user === 'root',
    directory: task.workingDirectory ?? image?.workingDirectory ?? '/',
    argv: programOf(task, image),
  };
  const variables = { ...image?.environment, ...environment };
  return {
    unit: UNIT,
    definition: [
      '[Unit]', 'Description=Container', 'DefaultDependencies=no', '',
      '[Service]',
      ...image ? inImage(container) : inMachine(container),
      `EnvironmentFile=${ENVIRONMENT_FILE}`,
      ...task.readOnlyRoot ? ['ProtectSystem=strict'] : [],
      'PrivateTmp=yes',
      'NoNewPrivileges=yes',
      'InaccessiblePaths=-/opt/codedeploy-agent',
      `TimeoutStopSec=${task.stopTimeoutSeconds}`,
      'Restart=no', '',
    ].join('\n'),
    files: {
      [ENVIRONMENT_FILE]: { text: Object.entries(variables).map(([name, value]) => `${name}=${assigned(value)}\n`).join(''), mode: '0600' },
      ...!image && !container.isRoot && accounts(container),
    },
  };
}

/** What the task definition leaves out is what the image says; with an entry point of its own, the image's command does not count. */
export function programOf({ entrypoint, command }: TaskSettings, image?: ImageConfiguration): readonly string[] {
  if (entrypoint.length > 0) return [...entrypoint, ...command];
  return [...image?.entrypoint ?? [], ...command.length > 0 ? command : image?.command ?? []];
}

function inMachine({ argv: [program = '', ...args], directory, isRoot }: Container): string[] {
  // A container may start a program below its working directory, a unit needs its whole path.
  const path = program.includes('/') ? resolve(directory, program) : program;
  return [
    `ExecStart=${[path, ...args].map(quoted).join(' ')}`,
    `WorkingDirectory=${directory}`,
    ...isRoot ? [] : [`User=${USER}`],
    'CapabilityBoundingSet=',
  ];
}

/** An image need have no program but its own, so the program that changes into its files has to give up its rights, too. */
function inImage({ argv, directory, user, group, isRoot }: Container): string[] {
  const account = isRoot ? [] : [`--setgid=${group}`, `--setuid=${user}`];
  return [
    `ExecStart=${['/usr/bin/unshare', `--root=${IMAGE_FOLDER}`, `--wd=${directory}`, ...account, '--', ...argv].map(quoted).join(' ')}`,
    `BindPaths=${OF_THE_ENGINE.map((path) => `${path}:${IMAGE_FOLDER}${path.replace(/^-/, '')}`).join(' ')}`,
    'CapabilityBoundingSet=CAP_SYS_CHROOT CAP_SETUID CAP_SETGID',
  ];
}

function accounts({ user, group, directory }: Container): OneService['files'] {
  return {
    '/etc/passwd': { text: `${USER}:x:${user}:${group}::${directory}:/usr/sbin/nologin\n`, mode: '0644', append: true },
    '/etc/group': { text: `${USER}:x:${group}:\n`, mode: '0644', append: true },
  };
}

/** For `ExecStart`: quotes, and no specifiers or variables of systemd. */
function quoted(argument: string): string {
  const escaped = argument.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('%', '%%').replaceAll('$', '$$$$');
  return /^[\w@./:=,+-]+$/.test(escaped) ? escaped : `"${escaped}"`;
}

/** For an environment file: within single quotes nothing is special, and a single quote is written outside of them. */
function assigned(value: string): string {
  return `"${value.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
}
