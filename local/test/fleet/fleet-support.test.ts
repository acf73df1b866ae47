import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { bundle } from './bundle';
import { TestInstances } from './test-instances';
import { checkFleetSupport, type Facts } from '../../src/fleet/fleet-support';

const instances = new TestInstances();
afterEach(() => instances.removeAll());

const machine = (more: Partial<Facts>): Facts => ({
  platform: 'linux',
  isRoot: false,
  user: 'dev',
  has: () => true,
  setting: () => undefined,
  subordinateIds: 'dev:100000:65536\n',
  openFiles: Infinity,
  ...more,
});

test('this machine can run instances, and the check leaves nothing behind', async () => {
  const directory = join(instances.directory(), 'state');
  expect(await checkFleetSupport(directory)).toEqual([]);
  expect(execFileSync('ls', ['-A', directory], { encoding: 'utf8' })).toBe('');
});

test.each<[string, Partial<Facts>, RegExp]>([
  ['another system', { platform: 'darwin' }, /need Linux namespaces, but this is darwin: .*lima/],
  ['missing programs', { has: (program) => program !== 'setpriv' }, /^local instances need setpriv: install the package util-linux$/],
  ['no user namespaces', { setting: (name) => (name === 'user/max_user_namespaces' ? '0' : undefined) }, /user\.max_user_namespaces=10000/],
  ['user namespaces for root only',
    { setting: (name) => (name === 'kernel/unprivileged_userns_clone' ? '0' : undefined) }, /unprivileged_userns_clone=1/],
  ['AppArmor', { setting: (name) => (name.includes('apparmor') ? '1' : undefined) }, /AppArmor restricts/],
  ['no newuidmap', { has: (program) => program !== 'newuidmap' }, /install the package uidmap, or run gostyle as root/],
  ['few open files', { openFiles: 64 },
    /^a run needs 512 open files at the same time, but the limit is 64: raise the limit \(`ulimit -n 1024`\)$/],
  ['no subordinate ids', { subordinateIds: 'other:1:2' }, /dev has none in \/etc\/subuid and \/etc\/subgid: `sudo usermod/],
])('fails with the fix: %s', async (_, facts, expected) => {
  expect(await checkFleetSupport('/nonexistent', machine(facts))).toEqual([expect.stringMatching(expected)]);
});

test('newuidmap and the others may be anywhere on the user\'s own PATH', async () => {
  const { PATH } = process.env;
  process.env.PATH = '/home/me/.nix-profile/bin::/usr/bin';
  try {
    await jest.isolateModulesAsync(async () => {
      const { MACHINE_ENVIRONMENT } = await import('../../src/fleet/machine/namespace');
      expect(MACHINE_ENVIRONMENT.PATH).toBe('/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin:/home/me/.nix-profile/bin');
    });
  } finally {
    process.env.PATH = PATH;
  }
});

/** Runs as another user with subordinate ids, without changing this machine's own files. */
function runUnprivileged(argv: readonly string[], folder: string): string {
  const ids = join(folder, 'subordinate-ids');
  writeFileSync(ids, 'nobody:200000:65536\n');
  const script = join(folder, 'unprivileged.sh');
  writeFileSync(script, `mount -t tmpfs ids /mnt && cp ${ids} /mnt/subuid && for file in /etc/subuid /etc/subgid; do
    [ -e "$file" ] || exit 77
    mount --bind /mnt/subuid "$file"; done
    cd / && exec setpriv --reuid=65534 --regid=65534 --clear-groups env HOME=/nonexistent "$@"\n`);
  return execFileSync('unshare', ['--mount', 'sh', script, ...argv], { encoding: 'utf8' });
}

test('without root, hooks can install an application, create users and start services, and `gostyle clean` removes their files', async () => {
  if (process.getuid?.() !== 0 || !existsSync('/etc/subuid')) return;
  const folder = instances.directory();
  const state = join(folder, 'state');
  mkdirSync(state);
  for (const path of [folder, state]) chmodSync(path, 0o777);
  const program = await bundle('unprivileged-program.ts', join(folder, 'program.mjs'));
  const result = JSON.parse(runUnprivileged([process.execPath, program, state], folder)) as { problems?: string[] };
  // Without the package uidmap, the machine reports that.
  if (result.problems) {
    expect(result.problems.join('\n')).toContain('uidmap');
  } else {
    expect(result).toEqual({
      userData: { code: 0, signal: null }, lines: ['web of-web', 'PORT=3001', 'web', '0'], active: 'active', byHand: 'EACCES', afterClean: false,
    });
  }
});
