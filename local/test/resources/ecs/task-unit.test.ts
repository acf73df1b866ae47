import type { TaskSettings } from '../../../src/resources/ecs/service-settings';
import { programOf, taskUnit } from '../../../src/resources/ecs/task-unit';

const TASK: TaskSettings = {
  image: '',
  containerName: 'application',
  command: ['dist/server', '--port', '$PORT 100%'],
  entrypoint: [],
  workingDirectory: '/app',
  user: '10001:10002',
  environment: {},
  secrets: [],
  readOnlyRoot: true,
  memoryMiB: 512,
  port: 3000,
  stopTimeoutSeconds: 30,
};
const IMAGE = { entrypoint: ['/entry'], command: ['by', 'default'], workingDirectory: '/srv', environment: { PATH: '/bin', LEVEL: 'image' } };

test('a program below the working directory is started there, with unchanged arguments', () => {
  expect(taskUnit(TASK, {}).definition).toContain('ExecStart=/app/dist/server --port "$$PORT 100%%"\n');
  expect(taskUnit({ ...TASK, command: ['node', 'main.js'] }, {}).definition).toContain('ExecStart=node main.js\n');
});

test('in the files of an image it is started as the same user, in the image\'s working directory', () => {
  const { definition, files } = taskUnit({ ...TASK, workingDirectory: undefined }, { LEVEL: 'task' }, IMAGE);
  expect(definition).toContain('ExecStart=/usr/bin/unshare --root=/image --wd=/srv --setgid=10002 --setuid=10001 -- /entry dist/server');
  expect(files['/run/gostyle-task/environment']!.text).toBe('PATH="/bin"\nLEVEL="task"\n');
});

test.each<[string, Partial<TaskSettings>, readonly string[]]>([
  ['neither: all is the image\'s', { command: [] }, ['/entry', 'by', 'default']],
  ['a command: the image\'s entry point gets it', { command: ['mine'] }, ['/entry', 'mine']],
  ['an entry point: the image\'s command does not count', { entrypoint: ['/mine'], command: [] }, ['/mine']],
])('the task definition has %s', (_what, task, expected) => {
  expect(programOf({ ...TASK, ...task }, IMAGE)).toEqual(expected);
});
