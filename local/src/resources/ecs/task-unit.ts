import { resolve } from 'node:path';
import type { ImageConfiguration } from './dockerfile-image';
import type { TaskSettings } from './service-settings';
import type { OneService } from '../../fleet';
import { quotedArgument, quotedWord } from '../../unit/quoted-word';

const UNIT = 'application.service';
/** Kept in memory: it contains secrets, and an instance's disk is part of the run's state. */
const ENVIRONMENT_FILE = '/run/gostyle-task/environment';
/** What stands in for the user of a container in `/etc/passwd`, which an image need not have. */
const USER = 'container';
/** Where an instance mounts the files of a built image. */
export const IMAGE_FOLDER = '/image';
/** Paths that a container engine mounts into every container. */
const OF_THE_ENGINE = ['/dev', '/proc', '/sys', '/tmp', '-/etc/hosts', '-/etc/resolv.conf'];

interface Container {
  readonly user: string;
  readonly group: string;
  readonly isRoot: boolean;
  readonly directory: string;
  readonly argv: readonly string[];
}

/**
 * A systemd unit that confines a task's program like a container: user, working directory, read-only root, no capabilities.
 *
 * @param image the built image whose files are the root; without one, the root is this machine's.
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
      '[Service]',
      ...image ? inImage(container) : inMachine(container),
      `EnvironmentFile=${ENVIRONMENT_FILE}`,
      ...task.readOnlyRoot ? ['ProtectSystem=strict'] : [],
      'PrivateTmp=yes',
      'NoNewPrivileges=yes',
      `TimeoutStopSec=${task.stopTimeoutSeconds}`,
      'Restart=no', '',
    ].join('\n'),
    files: {
      [ENVIRONMENT_FILE]: { text: Object.entries(variables).map(([name, value]) => `${name}=${assigned(value)}\n`).join(''), mode: '0600' },
      ...!image && !container.isRoot && accounts(container),
    },
  };
}

/** The image provides what the task definition leaves out. An entry point in the task definition also discards the image's command. */
export function programOf({ entrypoint, command }: TaskSettings, image?: ImageConfiguration): readonly string[] {
  if (entrypoint.length > 0) return [...entrypoint, ...command];
  return [...image?.entrypoint ?? [], ...command.length > 0 ? command : image?.command ?? []];
}

function inMachine({ argv: [program = '', ...args], directory, isRoot }: Container): string[] {
  // A container may use a program path relative to its working directory; a unit needs an absolute path.
  const path = program.includes('/') ? resolve(directory, program) : program;
  return [
    `ExecStart=${[quotedWord(path), ...args.map(quotedArgument)].join(' ')}`,
    `WorkingDirectory=${directory}`,
    ...isRoot ? [] : [`User=${USER}`],
    'CapabilityBoundingSet=',
  ];
}

/** The image need not contain any program but its own, so the program that changes the root also has to drop privileges. */
function inImage({ argv, directory, user, group, isRoot }: Container): string[] {
  const account = isRoot ? [] : [`--setgid=${group}`, `--setuid=${user}`];
  return [
    `ExecStart=${['/usr/bin/unshare', `--root=${IMAGE_FOLDER}`, `--wd=${directory}`, ...account, '--', ...argv].map(quotedArgument).join(' ')}`,
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

/** Quotes a value for an environment file: within single quotes nothing is special, so single quotes themselves go outside. */
function assigned(value: string): string {
  return `"${value.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
}
