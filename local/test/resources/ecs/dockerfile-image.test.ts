import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { makeImage, requireImageBuilder } from '../../../src/engine/actions/image-build';
import type { ActionRun } from '../../../src/engine/execution/action';
import type { StateDirectory } from '../../../src/engine/state/state-directory';
import { launchService, removeInstanceFiles } from '../../../src/fleet';
import { Reporter } from '../../../src/messages/reporter';
import { findImageBuilder } from '../../../src/resources';
import { ImageStore } from '../../../src/resources/ecs/image-store';
import { taskUnit } from '../../../src/resources/ecs/task-unit';

const ID = 'a'.repeat(64);

/** Behaves like Docker. Its image contains the files of the context and a shell, with the given configuration. */
const ENGINE = (image: string, config: object) => `#!/bin/sh
echo "$*" >>"${image}.calls"
case "$1" in
  info) exit 0 ;;
  build)
    echo "STEP 1 of $3"
    [ ! -e "$6/fails" ] || { echo "no such base image" >&2; exit 7; }
    cp -R "$6/." "${image}" && printf 'sha256:${ID}' >"$5" ;;
  image) echo '[{"Config":${JSON.stringify(config)}}]' ;;
  create) echo container ;;
  export) tar -cf "$3" -C "${image}" . ;;
  rm) ;;
  *) exit 9 ;;
esac
`;

let folder: string;
let path: string | undefined;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'gostyle-image-test-'));
  chmodSync(folder, 0o755);
  path = process.env.PATH;
});

afterEach(async () => {
  jest.useRealTimers();
  process.env.PATH = path;
  await removeInstanceFiles(folder);
  rmSync(folder, { recursive: true, force: true });
});

/** Hides all other image builders of this machine. */
function only(programs: Readonly<Record<string, string>>): void {
  const bin = join(folder, 'bin');
  mkdirSync(bin);
  for (const name of ['sh', 'cp', 'tar', 'find', 'chmod']) symlinkSync(execFileSync('which', [name], { encoding: 'utf8' }).trim(), join(bin, name));
  for (const [name, text] of Object.entries(programs)) writeFileSync(join(bin, name), text, { mode: 0o755 });
  process.env.PATH = bin;
}

function run(files: Readonly<Record<string, string>>, program?: string): { action: ActionRun; state: StateDirectory; lines: string[] } {
  const lines: string[] = [];
  const artifact = (name: string) => ({ name, directory: join(folder, name), executionId: 'e', commit: { id: 'c'.repeat(40) } });
  for (const name of ['Application', 'Source']) mkdirSync(join(folder, name));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text);
  const variables = Object.entries({ DOCKERFILE: 'Dockerfile', ...program && { PROGRAM: program } });
  const project = { publishes: 'image', environmentVariables: variables.map(([name, value]) => ({ name, value })) };
  const action = { name: 'BuildImage', inputArtifacts: ['Application', 'Source'], project };
  return {
    lines,
    state: { images: () => join(folder, 'images') } as StateDirectory,
    action: {
      action,
      pipeline: { stages: [{ actions: [action] }] },
      artifacts: new Map(['Application', 'Source'].map((name) => [name, artifact(name)])),
      reporter: new Reporter(({ code, message }) => lines.push(`${code} ${message}`)),
      signal: new AbortController().signal,
    } as unknown as ActionRun,
  };
}

/** Contains this machine's shell with its libraries and loader, so that programs can run in it. */
function imageWithShell(): string {
  const image = join(folder, 'image-files');
  const libraries = execFileSync('ldd', ['/bin/sh'], { encoding: 'utf8' }).match(/\/\S+/g) ?? [];
  for (const file of ['/bin/sh', ...libraries]) {
    mkdirSync(join(image, dirname(file)), { recursive: true });
    execFileSync('cp', ['-L', file, join(image, file)]);
  }
  return image;
}

test('a client whose engine does not respond does not count as a builder', async () => {
  only({ docker: '#!/bin/sh\necho "Cannot connect to the Docker daemon" >&2\nexit 1\n', podman: '#!/bin/sh\n[ "$1" = info ]\n' });
  expect((await findImageBuilder())?.program).toBe('podman');
});

test('an engine may take its time to respond', async () => {
  jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate', 'queueMicrotask'] });
  const woken = join(folder, 'woken');
  only({ docker: `#!/bin/sh\nwhile [ ! -e ${woken} ]; do :; done\n` });
  const found = findImageBuilder();
  jest.advanceTimersByTime(59_000);
  writeFileSync(woken, '');
  expect((await found)?.program).toBe('docker');
});

test.each(['0', '1'])('the container of an export that fails is removed, and why it failed is said: rm exits with %s', async (status) => {
  const calls = join(folder, 'calls');
  only({ docker: `#!/bin/sh\n[ "$1" = info ] && exit\necho "$*" >>${calls}; exit ${status}\n` });
  const builder = (await findImageBuilder())!;
  // As the commands of a build whose execution has been stopped.
  const fails = (command = '') => (command === 'create' ? Promise.resolve('container\n') : Promise.reject(new Error('stopped')));
  await expect(builder.export('sha256:1', join(folder, 'files.tar'), fails)).rejects.toThrow('stopped');
  expect(readFileSync(calls, 'utf8')).toBe('rm container\n');
});

test('without a builder, the run reports that before the build', async () => {
  only({ docker: '#!/bin/sh\nexit 1\n' });
  await expect(requireImageBuilder(run({}).action.pipeline)).rejects.toThrow(
    'Dockerfile: the image cannot be built, because none of docker, podman, buildah responds; '
    + 'start or install one, or set `baseImage` and `command` instead of the Dockerfile');
});

test('a task runs the image of a Dockerfile', async () => {
  const image = imageWithShell();
  const config = { Env: ['PATH=/bin', 'FROM_IMAGE=yes'], Cmd: ['sh', '-c', 'not this'], WorkingDir: '/srv' };
  only({ docker: ENGINE(image, config) });
  const { action, state, lines } = run({ 'Source/Dockerfile': 'FROM scratch\n', 'Application/hello': 'the revision\n' }, 'sh');
  mkdirSync(join(image, 'srv'));
  expect(await makeImage(action, state)).toEqual({ summary: `sha256:${ID}`, variables: { IMAGE_DIGEST: `sha256:${ID}` } });
  expect(lines).toEqual([
    'image.build docker is building the image of Dockerfile', expect.stringMatching(/^build.output STEP 1 of .*\/Source\/Dockerfile$/),
  ]);
  expect(readFileSync(`${image}.calls`, 'utf8').split('\n')).toContain('rm container');

  process.env.PATH = path;
  const { directory, configuration } = (await new ImageStore(state.images()).find(`sha256:${ID}`))!;
  const script = 'read -r hello </hello; while read -r key value _; do [ "$key" != Uid: ] || uid=$value; done </proc/self/status;'
    + ' (echo x >/srv/file) 2>/dev/null && wrote=srv; echo x >/tmp/file && wrote=$wrote,tmp;'
    + ' [ -e /usr/bin/env ] || machine=hidden; echo "$hello, $PWD, $FROM_IMAGE, $GIVEN, $uid, $wrote, $machine"';
  const instances = join(folder, 'environment/instances');
  const { instance, ended } = await launchService({
    id: 'task',
    availabilityZone: 'a',
    host: '127.0.0.1',
    port: 1,
    userData: '',
    environmentFile: '/etc/gostyle/environment',
    environment: {},
    directory: join(instances, 'task'),
    copied: { '/image': directory },
  }, taskUnit({
    image: '',
    containerName: 'application',
    command: ['sh', '-c', script],
    entrypoint: [],
    user: '10001:10001',
    environment: {},
    secrets: [],
    readOnlyRoot: true,
    memoryMiB: 512,
    port: 3000,
    stopTimeoutSeconds: 5,
  }, { GIVEN: 'by the task' }, configuration), new Reporter(() => undefined));
  const status = await ended;
  await instance.stop();
  expect(status).toEqual({ code: 0, signal: null });
  const [log] = readdirSync(join(instances, 'task/logs')).filter((name) => name.startsWith('application'));
  expect(readFileSync(join(instances, 'task/logs', log!), 'utf8')).toContain('the revision, /srv, yes, by the task, 10001, ,tmp, hidden');
  expect(existsSync(join(directory, 'tmp/file'))).toBe(false);
});

test.each<[string, Readonly<Record<string, string>>, string | undefined, string]>([
  ['has no Dockerfile', {}, undefined, 'compute.dockerfile: Dockerfile is not in the commit'],
  ['has one that cannot be built', { 'Source/Dockerfile': '', 'Application/fails': '' }, undefined, 'docker build failed with exit status 7'],
  ['makes an image without the program of the task', { 'Source/Dockerfile': '' }, 'node', 'compute.command: the image has no program node'],
])('fails with a commit that %s', async (_what, files, program, message) => {
  const image = join(folder, 'image-files');
  mkdirSync(image);
  only({ docker: ENGINE(image, { Env: ['PATH=/bin'] }) });
  const { action, state } = run(files, program);
  await expect(makeImage(action, state)).rejects.toThrow(message);
});
