import { accessSync, constants, existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { removeInstanceFiles } from './local-instance';
import { isRoot, MACHINE_ENVIRONMENT, OVERLAY_OPTIONS, withNewNamespaces } from './machine/namespace';
import { probe } from './scripts';
import { runCommand, type CommandResult } from '../system/command';

/** Programs that instances need, and the Debian packages that contain them. */
const PROGRAMS: Readonly<Record<string, string>> = {
  unshare: 'util-linux',
  nsenter: 'util-linux',
  setpriv: 'util-linux',
  mountpoint: 'util-linux',
  pivot_root: 'util-linux',
  mount: 'mount',
  xargs: 'findutils',
  tar: 'tar',
};

const FEWEST_OPEN_FILES = 512;

/** Facts about the machine, injectable so that tests can simulate other machines. */
export interface Facts {
  readonly platform: string;
  readonly isRoot: boolean;
  readonly user: string;
  readonly subordinateIds: string;
  /** The limit on open files per process. */
  readonly openFiles: number;
  has(program: string): boolean;
  /** A kernel setting; `undefined` if the kernel does not have it. */
  setting(name: string): string | undefined;
}

/**
 * What prevents local instances from running on this machine, each with a fix; empty if nothing does. `directory` is where instances are
 * stored, because not every file system supports overlay layers.
 */
export async function checkFleetSupport(directory: string, facts: Facts = thisMachine()): Promise<string[]> {
  const missing = [...missingPrograms(facts), ...tooFewFiles(facts), ...(facts.isRoot ? [] : missingForUsers(facts))];
  return missing.length > 0 ? missing : tryNamespaces(directory);
}

function missingPrograms({ platform, has }: Facts): string[] {
  if (platform !== 'linux') {
    return [
      `local instances need Linux namespaces, but this is ${platform}: run gostyle in a Linux virtual machine (on Windows: WSL 2, on `
        + 'macOS: lima or multipass)',
    ];
  }
  const programs = Object.keys(PROGRAMS).filter((program) => !has(program));
  if (programs.length === 0) return [];
  const packages = [...new Set(programs.map((program) => PROGRAMS[program]))];
  return [`local instances need ${programs.join(', ')}: install the package${packages.length > 1 ? 's' : ''} ${packages.join(' ')}`];
}

/** Instances, load balancers and the load use about 200 connections and pipes. With too few, requests and programs would fail one by one. */
function tooFewFiles({ openFiles }: Facts): string[] {
  if (openFiles >= FEWEST_OPEN_FILES) return [];
  const wayOut = `raise the limit (\`ulimit -n ${2 * FEWEST_OPEN_FILES}\`)`;
  return [`a run needs ${FEWEST_OPEN_FILES} open files at the same time, but the limit is ${openFiles}: ${wayOut}`];
}

/** Without root, the kernel must allow user namespaces, and users inside an instance need subordinate ids. */
function missingForUsers({ user, has, setting, subordinateIds }: Facts): string[] {
  const asRoot = 'or run gostyle as root (sudo)';
  const problems: string[] = [];
  if (setting('user/max_user_namespaces') === '0') {
    problems.push(`the kernel does not allow user namespaces: \`sudo sysctl -w user.max_user_namespaces=10000\`, ${asRoot}`);
  }
  if (setting('kernel/unprivileged_userns_clone') === '0') {
    problems.push(`the kernel only allows root to create user namespaces: \`sudo sysctl -w kernel.unprivileged_userns_clone=1\`, ${asRoot}`);
  }
  if (setting('kernel/apparmor_restrict_unprivileged_userns') === '1') {
    problems.push('AppArmor restricts user namespaces to some programs: `sudo sysctl -w kernel.apparmor_restrict_unprivileged_userns=0`, '
      + `${asRoot}`);
  }
  if (!has('newuidmap')) problems.push(`without root, users inside an instance need newuidmap: install the package uidmap, ${asRoot}`);
  if (!subordinateIds.split('\n').some((line) => line.startsWith(`${user}:`))) {
    problems.push(`without root, users inside an instance need subordinate ids, and ${user} has none in /etc/subuid and /etc/subgid: `
      + `\`sudo usermod --add-subuids 100000-165535 --add-subgids 100000-165535 ${user}\`, ${asRoot}`);
  }
  return problems;
}

async function tryNamespaces(directory: string): Promise<string[]> {
  await mkdir(directory, { recursive: true });
  const folder = mkdtempSync(join(directory, 'probe-'));
  try {
    const script = join(folder, 'probe.sh');
    writeFileSync(script, probe);
    const [program, ...args] = withNewNamespaces(['sh', script, folder, OVERLAY_OPTIONS]);
    return problemsOf(await runCommand(program!, args, { env: { ...MACHINE_ENVIRONMENT } }), directory);
  } finally {
    await removeInstanceFiles(folder);
  }
}

function problemsOf({ stdout, stderr }: CommandResult, directory: string): string[] {
  const reason = stderr.trim().split('\n')[0] ?? '';
  switch (stdout.trim()) {
    case 'ok':
      return [];
    case 'overlay':
      return [`the file system of ${directory} does not support overlay layers (${reason}): `
        + 'keep the state in a directory on ext4, xfs or btrfs; in a container, on a volume'];
    case 'proc':
      return [`a private /proc cannot be mounted (${reason}): in a container this needs \`--privileged\``];
    default:
      return [`namespaces cannot be created (${reason}): in a container this needs \`--privileged\``];
  }
}

function thisMachine(): Facts {
  return {
    platform: process.platform,
    isRoot: isRoot(),
    user: userInfo().username,
    has: (program) => MACHINE_ENVIRONMENT.PATH!.split(':').some((folder) => isProgram(join(folder, program))),
    setting: (name) => readOptional(join('/proc/sys', name))?.trim(),
    subordinateIds: readOptional('/etc/subuid') ?? '',
    openFiles: Number(/^Max open files +(\d+)/m.exec(readOptional('/proc/self/limits') ?? '')?.[1] ?? Infinity),
  };
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function readOptional(path: string): string | undefined {
  return existsSync(path) ? readFileSync(path, 'utf8') : undefined;
}
