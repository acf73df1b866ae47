import { thisMachine } from '../../../src/fleet/machine/file-system-plan';
import { inside, TestInstances } from '../test-instances';

const instances = new TestInstances();
afterEach(async () => {
  jest.restoreAllMocks();
  await instances.removeAll();
});

test('an instance boots even if a folder of this machine disappears before it is covered', async () => {
  const { list, kind } = thisMachine;
  // Instances cannot do without folders called /lib..., as long as the machine has them.
  const gone = ['/gostyle-gone-top', '/libgostylegone', '/opt/gostyle-gone-below'];
  const top = ['gostyle-gone-top', 'libgostylegone'];
  jest.spyOn(thisMachine, 'list').mockImplementation((folder) => (folder === '/' ? [...list(folder), ...top] : list(folder)));
  jest.spyOn(thisMachine, 'kind').mockImplementation((path) => (gone.includes(path) ? 'folder' : kind(path)));
  const instance = await instances.launch({ hidden: ['/opt/gostyle-gone-below'] });
  const looks = 'ls -A /opt/gostyle-gone-below; systemctl is-active codedeploy-agent';
  expect(await inside(instance, looks)).toEqual({ code: 0, stdout: 'active', stderr: '' });
});
