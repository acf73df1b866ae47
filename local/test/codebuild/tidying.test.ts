import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build, commands, removeTemporaryDirectories, temporaryDirectory } from './sample';

afterAll(removeTemporaryDirectories);

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
