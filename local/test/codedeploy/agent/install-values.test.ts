import { execFileSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Sandbox } from './sandbox';
import { DeploymentAgent } from '../../../src/codedeploy/agent';
import type { LifecycleEventResult } from '../../../src/model/deployment';

let sandbox: Sandbox;
const { PATH } = process.env;
beforeEach(() => { sandbox = new Sandbox(); });
afterEach(() => {
  process.env.PATH = PATH;
  sandbox.remove();
});

async function deploy(appspec: string, event: string, bundle?: string): Promise<LifecycleEventResult> {
  const path = bundle ?? sandbox.write('revision', {
    'appspec.yml': `version: 0.0\nos: linux\n${appspec}`, 'dir/sub/a.txt': 'a', 'run.sh': { content: '#!/bin/sh\nenv > @OUT@/env\n', mode: '0755' },
  });
  const agent = new DeploymentAgent({
    root: sandbox.root,
    deploymentId: 'd-1',
    deploymentGroupId: 'dg-1',
    deploymentGroupName: 'MyGroup',
    applicationName: 'MyApp',
    bundle: {
      path,
      type: bundle ? 'tar' : 'directory',
    },
  });
  const downloaded = await agent.execute('DownloadBundle');
  return downloaded.status === 'Failed' ? downloaded : agent.execute(event);
}

/** Creates a program of this name that records its arguments. */
function pretend(name: string, script: string): void {
  const directory = join(sandbox.base, 'bin');
  mkdirSync(directory, { recursive: true });
  writeFileSync(join(directory, name), `#!/bin/sh\necho "${name} $*" >> ${sandbox.out}/called\n${script}\n`);
  chmodSync(join(directory, name), 0o755);
  process.env.PATH = `${directory}:${PATH}`;
}

const called = (): string => readFileSync(join(sandbox.out, 'called'), 'utf8');

describe('lists in `files` are joined as in Ruby', () => {
  test.each([
    ['a source', 'source: [dir, sub, a.txt]', 'destination: @DEST@/x', 'x/a.txt'],
    ['a source in a source', 'source: [dir, [sub/, /a.txt]]', 'destination: @DEST@/x', 'x/a.txt'],
    ['a destination of a file', 'source: dir/sub/a.txt', 'destination: [@DEST@, y, z]', 'y/z/a.txt'],
    ['a source that is a folder', 'source: [dir]', 'destination: @DEST@/x', 'x/sub/a.txt'],
  ])('%s', async (_what, source, destination, made) => {
    expect(await deploy(`files:\n  - ${source}\n    ${destination}\n`, 'Install')).toMatchObject({ status: 'Succeeded' });
    expect(readFileSync(join(sandbox.dest, made), 'utf8')).toBe('a');
  });

  test.each([
    ['a number in a list', 'source: [dir, 1]\n    destination: @DEST@', 'no implicit conversion of Integer into String'],
    ['a number', 'source: 1\n    destination: @DEST@', 'no implicit conversion of Integer into String'],
    ['a destination of a folder', 'source: dir\n    destination: [@DEST@, x]', 'no implicit conversion of Array into String'],
  ])('fails for %s', async (_what, lines, message) => {
    expect(await deploy(`files:\n  - ${lines}\n`, 'Install')).toMatchObject({
      status: 'Failed',
      diagnostics: {
        errorCode: 'UnknownError',
        message,
      },
    });
    expect(existsSync(join(sandbox.dest, 'x'))).toBe(false);
  });
});

test('`sudo` and `runas` start the script through the programs of these names', async () => {
  pretend('sudo', 'exec "$@"');
  pretend('su', 'exec sh -c "$3"');
  expect(await deploy('hooks:\n  AfterInstall:\n    - location: run.sh\n      sudo: true\n      runas: somebody\n', 'AfterInstall'))
    .toMatchObject({ status: 'Succeeded' });
  expect(called()).toMatch(/^sudo su somebody -c (\S+\/run\.sh)\nsu somebody -c \1\n$/);
  expect(readFileSync(join(sandbox.out, 'env'), 'utf8')).toContain('LIFECYCLE_EVENT=AfterInstall');
});

test('a context is set with semanage and restorecon, and removed by the next deployment', async () => {
  pretend('semanage', '');
  pretend('restorecon', '');
  expect(await deploy(withContext('{name: system_u, type: httpd_sys_content_t, range: s0}'), 'Install')).toMatchObject({ status: 'Succeeded' });
  expect(called()).toBe(`semanage fcontext -a -s system_u -t httpd_sys_content_t -r s0 ${sandbox.dest}/a.txt\nrestorecon -v ${sandbox.dest}/a.txt\n`);
  expect(await deploy('files: []\n', 'Install')).toMatchObject({ status: 'Succeeded' });
  expect(called()).toContain(`semanage fcontext -d ${sandbox.dest}/a.txt\n`);
});

test('fails when semanage does, with its exit code', async () => {
  pretend('semanage', 'exit 3');
  expect(await deploy(withContext('{name: system_u, type: t, range: s0}'), 'Install')).toMatchObject({
    status: 'Failed',
    diagnostics: { message: expect.stringMatching(/Failed command: semanage fcontext -a .*Exit code: pid \d+ exit 3$/) as string },
  });
});

test('refuses a sparse file in a tar archive instead of writing wrong content', async () => {
  const directory = sandbox.write('sparse', { 'appspec.yml': 'version: 0.0\nos: linux\n' });
  execFileSync('truncate', ['-s', '1M', join(directory, 'hole')]);
  for (const [format, why] of [['posix', 'is a sparse file'], ['gnu', 'is neither a file nor a directory nor a link']]) {
    const bundle = join(sandbox.base, `${format}.tar`);
    execFileSync('tar', ['--sparse', `--format=${format}`, '-cf', bundle, '-C', directory, '.']);
    expect(await deploy('', 'Install', bundle)).toMatchObject({
      name: 'DownloadBundle',
      status: 'Failed',
      diagnostics: { message: expect.stringMatching(`^Error extracting tar archive: 2 .*${why}`) as string },
    });
  }
});

function withContext(context: string): string {
  return `files:\n  - source: dir/sub/a.txt\n    destination: @DEST@\npermissions:\n  - object: @DEST@/a.txt\n    context: ${context}\n`;
}
