import { mkdirSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import files from 'node:fs/promises';
import { join } from 'node:path';
import { build, commands, removeTemporaryDirectories, temporaryDirectory } from './sample';
import { BuildGuard } from '../../src/codebuild/build-guard';

afterEach(() => jest.restoreAllMocks());
afterAll(removeTemporaryDirectories);

test('files of a build are deleted also if what it has left running cannot be found, which its guard ends later', async () => {
  const dismiss = jest.spyOn(BuildGuard.prototype, 'dismiss');
  const { readdir } = files;
  const workDirectory = join(temporaryDirectory(), 'work');
  const { result } = await build(commands('echo made > proof'), {
    workDirectory,
    onPhase: (name, status) => {
      if (name !== 'FINALIZING' || status !== 'IN_PROGRESS') return;
      jest.spyOn(files, 'readdir').mockImplementation(((path: string, options?: object) => (
        path === '/proc' ? Promise.reject(Object.assign(new Error('EMFILE: too many open files'), { code: 'EMFILE' })) : readdir(path, options)
      )) as typeof readdir);
    },
  });
  const guards = dismiss.mock.contexts;
  jest.restoreAllMocks();
  expect(result).toMatchObject({ status: 'SUCCEEDED', phases: { FINALIZING: { status: 'SUCCEEDED' } } });
  expect(result.messages).toEqual([
    expect.stringMatching(/what the build has left running could not be ended \(EMFILE: .*\); that is tried again when this run ends$/),
  ]);
  expect(readdirSync(workDirectory)).toEqual([]);
  expect(guards).toEqual([]);
});

test('files of a build that cannot be deleted, such as those that root has left in it, do not fail it', async () => {
  const workDirectory = join(temporaryDirectory(), 'work');
  const moved = `${workDirectory}-moved`;
  mkdirSync(workDirectory);
  const { result, artifactFile } = await build(commands('echo made > proof'), {
    workDirectory,
    onPhase: (name, status) => {
      if (name !== 'FINALIZING' || status !== 'IN_PROGRESS') return;
      renameSync(workDirectory, moved);
      writeFileSync(workDirectory, '');
    },
  });
  expect(result).toMatchObject({ status: 'SUCCEEDED', phases: { FINALIZING: { status: 'SUCCEEDED' } } });
  expect(result.messages).toEqual([
    expect.stringMatching(/work\/gostyle-codebuild-\w+ could not be removed \(ENOTDIR: .*\); remove it by hand$/),
  ]);
  expect(artifactFile('proof')).toBe('made\n');
  rmSync(moved, { recursive: true });
});
