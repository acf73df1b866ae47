import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { thisMachine } from '../../../src/fleet/machine/file-system-plan';
import { inside, TestInstances } from '../test-instances';

const instances = new TestInstances();
afterEach(async () => {
  jest.restoreAllMocks();
  await instances.removeAll();
});

/** Lets the machine have more folders than it really has. */
function pretendFolders(...folders: readonly string[]): void {
  const { list, kind } = thisMachine;
  jest.spyOn(thisMachine, 'list').mockImplementation((folder) => (
    folder === '/' ? [...list(folder), ...folders.map((path) => path.slice(1))] : list(folder)
  ));
  jest.spyOn(thisMachine, 'kind').mockImplementation((path) => (folders.includes(path) ? 'folder' : kind(path)));
}

/** Mount tables write a blank in another way. */
function directoryWithBlank(): string {
  const directory = join(instances.directory(), 'my instance');
  mkdirSync(directory);
  return directory;
}

test('an instance boots even if a folder of this machine disappears before it is covered', async () => {
  // Instances cannot do without folders called /lib..., as long as the machine has them.
  pretendFolders('/gostyle-gone-top', '/libgostylegone', '/opt/gostyle-gone-below');
  const instance = await instances.launch({ directory: directoryWithBlank(), hidden: ['/opt/gostyle-gone-below'] });
  const looks = 'ls -A /opt/gostyle-gone-below; systemctl is-active codedeploy-agent';
  expect(await inside(instance, looks)).toEqual({ code: 0, stdout: 'active', stderr: '' });
  // This machine may have other folders that cannot be covered.
  const named = instances.messages.filter(({ code, message }) => code === 'instance.file-system.partial' && message.includes('gone'));
  expect(named.map(({ message }) => message)).toEqual(['/gostyle-gone-top of this machine is not visible inside']);
});

test('an instance does not boot if a folder that it cannot do without is still there and cannot be covered', async () => {
  pretendFolders('/etc/fstab');
  const launch = instances.launch({ directory: directoryWithBlank() });
  await expect(launch).rejects.toThrow('boot: could not lay overlays over the folders of this machine');
});

test('an instance does not boot without the folder that it gets a copy of', async () => {
  const launch = instances.launch({ copied: { '/image': '/gostyle-gone' } });
  await expect(launch).rejects.toThrow('boot: could not lay an overlay over what it gets a copy of');
});
