import { planFileSystem, type Machine } from '../../../src/fleet/machine/file-system-plan';
import { parseMountTable, type Mount } from '../../../src/fleet/machine/mount-table';

type Kind = ReturnType<Machine['kind']>;

function machine(entries: Readonly<Record<string, Kind>>, more: { mounts?: Mount[]; root?: boolean } = {}): Machine {
  return {
    mounts: more.mounts ?? [],
    root: more.root ?? true,
    kind: (path) => entries[path],
    list: (folder) => Object.keys(entries).filter((path) => path !== folder && path.slice(0, path.lastIndexOf('/') || 1) === folder)
      .map((path) => path.slice(path.lastIndexOf('/') + 1)),
  };
}

const plan = (on: Machine, hidden: string[] = [], shared: Record<string, string> = {}) => planFileSystem({ hidden, shared, copied: {} }, on)
  .filter(({ path }) => !['/home', '/root', '/mnt', '/media'].includes(path))
  .map((step) => `${step.operation} ${step.path}${'source' in step ? ` ${step.source}` : ''}`);

test('top-level folders become overlays, links stay links, and the kernel\'s file systems are left out', () => {
  expect(plan(machine({ '/bin': { linkTo: 'usr/bin' }, '/etc': 'folder', '/usr': 'folder', '/proc': 'folder', '/swapfile': 'file' })))
    .toEqual(['link /bin usr/bin', 'overlay /etc', 'overlay /usr']);
});

test('people\'s folders, keys, the machine\'s own units and the state are empty inside', () => {
  const folders = ['/home', '/home/dev', '/etc', '/etc/ssh', '/etc/systemd/system', '/srv', '/srv/state'];
  const on = machine(Object.fromEntries(folders.map((path) => [path, 'folder' as const])));
  expect(plan(on, ['/srv/state', '/home/dev/state']))
    .toEqual(['overlay /etc', 'overlay /srv', 'private /etc/systemd/system', 'private /etc/ssh', 'private /srv/state']);
});

test('as root, mounts below a folder are covered, too', () => {
  const mounts = [
    { path: '/var/lib/data', fileSystem: 'xfs' }, { path: '/var/lib/data/deep', fileSystem: 'ext4' }, { path: '/etc/hosts', fileSystem: 'ext4' },
    { path: '/var/lib/lxcfs', fileSystem: 'squashfs' },
  ];
  const on = machine({
    '/etc': 'folder', '/etc/hosts': 'file', '/var': 'folder', '/var/lib/data': 'folder', '/var/lib/data/deep': 'folder', '/var/lib/lxcfs': 'folder',
  }, { mounts });
  expect(plan(on)).toEqual([
    'overlay /etc', 'copy /etc/hosts', 'overlay /var', 'overlay /var/lib/data', 'overlay /var/lib/data/deep', 'directory /var/lib/lxcfs',
  ]);
});

test('as root, mounts in folders that are empty inside are left out', () => {
  const paths = ['/var/lib/docker/overlay2/1/merged', '/var/tmp/machine', '/srv/state/disk', '/var/lib/data'];
  const mounts = paths.map((path) => ({ path, fileSystem: 'overlay' }));
  const folders = ['/var', '/var/lib/docker', '/var/tmp', '/srv', '/srv/state', ...paths];
  const on = machine(Object.fromEntries(folders.map((path) => [path, 'folder' as const])), { mounts });
  expect(plan(on, ['/srv/state'])).toEqual([
    'overlay /var', 'overlay /var/lib/data', 'overlay /srv', 'private /var/lib/docker', 'private /var/tmp', 'private /srv/state',
  ]);
});

test('without root, a folder with mounts below it is split, because the kernel refuses an overlay over it', () => {
  const on = machine({
    '/etc': 'folder', '/etc/hosts': 'file', '/etc/passwd': 'file', '/etc/ssl': 'folder',
  }, { root: false, mounts: [{ path: '/etc/hosts', fileSystem: 'ext4' }] });
  expect(plan(on)).toEqual(['directory /etc', 'copy /etc/hosts', 'copy-once /etc/passwd', 'overlay /etc/ssl']);
});

test('shared folders come last', () => {
  expect(plan(machine({ '/opt': 'folder' }), [], { '/opt/revisions': '/state/revisions' }))
    .toEqual(['overlay /opt', 'share /opt/revisions /state/revisions']);
});

test('refuses a name that a table of mounts cannot contain', () => {
  expect(() => plan(machine({ '/a\nb': 'folder' }))).toThrow('its name has a tab or line break; rename it');
});

test('the mount table of the kernel, with blanks in a path', () => {
  expect(parseMountTable('36 35 98:0 / /mnt/a\\040b rw,noatime master:1 - ext3 /dev/root rw\n')).toEqual([{ path: '/mnt/a b', fileSystem: 'ext3' }]);
});
