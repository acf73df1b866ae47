import { lstatSync, mkdirSync, readdirSync, readlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build, removeTemporaryDirectories, temporaryDirectory } from './sample';
import type { SampleOptions, Tree } from './sample';

afterAll(removeTemporaryDirectories);

const tree: Tree = {
  'a.txt': 'a',
  '.hidden': 'h',
  'dir/b.txt': 'b',
  'dir/.env': 'e',
  'dir/deep/c.txt': 'c',
  'my-build1/one.txt': '1',
  'my-build2/two.txt': '2',
  'my-build2/sub/three.txt': '3',
  '[id]/page.js': 'p',
};

async function artifact(artifacts: object, options: SampleOptions = {}) {
  const { result } = await build(JSON.stringify({ version: 0.2, phases: { build: { commands: [] } }, artifacts }), { tree, ...options });
  return { files: result.artifacts, upload: result.phases.UPLOAD_ARTIFACTS, messages: result.messages };
}

describe('the files of an artifact', () => {
  test.each<[string, object, string[]]>([
    ['a literal file', { files: ['dir/b.txt'] }, ['dir/b.txt']],
    ['everything', { 'files': ['**/*'], 'base-directory': 'dir' }, ['.env', 'b.txt', 'deep/c.txt']],
    ['the direct files of a directory', { files: ['dir/*'] }, ['dir/.env', 'dir/b.txt']],
    ['all files below a directory', { files: ['dir/**/*'] }, ['dir/.env', 'dir/b.txt', 'dir/deep/c.txt']],
    ['a scalar in place of a list', { files: 'a.txt' }, ['a.txt']],
    ['a leading ./', { files: ['./dir/./b.txt'] }, ['dir/b.txt']],
    ['a name with brackets', { files: ['[id]/page.js'] }, ['[id]/page.js']],
    ['an extension', { 'files': ['**/*.txt'], 'base-directory': 'my-build2' }, ['sub/three.txt', 'two.txt']],
    ['one level', { 'files': ['*/three.txt'], 'base-directory': 'my-build2' }, ['sub/three.txt']],
    ['base directories by a pattern', { 'files': ['**/*'], 'base-directory': 'my-build*' }, ['one.txt', 'sub/three.txt', 'two.txt']],
    ['without their paths', { 'files': ['**/*'], 'base-directory': 'my-build*', 'discard-paths': 'yes' }, ['one.txt', 'three.txt', 'two.txt']],
    ['with their paths', { 'files': ['dir/b.txt'], 'discard-paths': 'no' }, ['dir/b.txt']],
    ['but those that are excluded', { 'files': ['**/*'], 'base-directory': 'dir', 'exclude-paths': ['deep/**/*'] }, ['.env', 'b.txt']],
    ['but those below an excluded directory', { 'files': ['**/*'], 'base-directory': 'dir', 'exclude-paths': ['deep'] }, ['.env', 'b.txt']],
    ['but those that a * excludes in one directory', { 'files': ['**/*'], 'base-directory': 'dir', 'exclude-paths': ['*.txt'] },
      ['.env', 'deep/c.txt']],
    ['a path by a variable', { files: ['$CODEBUILD_SRC_DIR/dir/b.txt', '${NAME}.txt'] }, ['a.txt', 'dir/b.txt']],
  ])('%s', async (_title, artifacts, expected) => {
    const { files } = await artifact(artifacts, { environment: { NAME: 'a' } });
    expect(files.primary).toEqual(expected);
  });

  test('a missing file is skipped', async () => {
    const { files, upload, messages } = await artifact({ files: ['nope.txt', 'a.txt'] });
    expect(files.primary).toEqual(['a.txt']);
    expect(upload?.status).toBe('SUCCEEDED');
    expect(messages).toEqual(['Skipping invalid file path nope.txt']);
  });

  test.each<[string, object, string]>([
    ['nothing matches', { files: ['nope.txt', 'nope/**/*'] }, 'no matching artifact paths found'],
    ['there is only a directory', { files: ['dir'] }, 'no matching artifact paths found'],
    ['they are outside of the source', { files: ['../../../etc/passwd', '/etc/passwd'] }, 'no matching artifact paths found'],
    ['their base directory is missing', { 'files': ['**/*'], 'base-directory': 'cdk.out' }, 'no matching base directory path found for cdk.out'],
    ['no base directory matches', { 'files': ['**/*'], 'base-directory': 'nope*' }, 'no matching base directory path found for nope*'],
    ['a secondary one has none', { 'files': ['a.txt'], 'secondary-artifacts': { Other: { files: ['nope'] } } }, 'no matching artifact paths found'],
    ['only secondary ones are defined', { 'secondary-artifacts': { Other: { files: ['a.txt'] } } },
      'no definition for primary artifacts in buildspec'],
  ])('fails when %s', async (_title, artifacts, message) => {
    const { upload } = await artifact(artifacts);
    expect(upload).toMatchObject({ status: 'FAILED', context: { statusCode: 'CLIENT_ERROR', message } });
  });
});

describe('a pipeline\'s output artifacts', () => {
  const artifacts = { 'secondary-artifacts': { Application: { 'files': ['**/*'], 'base-directory': 'dir' }, Infrastructure: { files: ['a.txt'] } } };

  test('are the secondary artifacts of those names when there is more than one', async () => {
    const { files } = await artifact(artifacts, { outputArtifacts: ['Application', 'Infrastructure'] });
    expect(files).toEqual({ Application: ['.env', 'b.txt', 'deep/c.txt'], Infrastructure: ['a.txt'] });
  });

  test('fails when the buildspec does not define one', async () => {
    const { upload } = await artifact(artifacts, { outputArtifacts: ['Application', 'Infra'] });
    expect(upload?.context?.message).toContain('no definition for secondary artifact Infra in buildspec');
  });
});

describe('links out of the source', () => {
  const outside = temporaryDirectory();
  writeFileSync(join(outside, 'secret.txt'), 'secret');

  test.each<[string, Tree]>([
    ['a file', { 'a.txt': 'a', 'key.txt': { symlink: join(outside, 'secret.txt') } }],
    ['a folder', { 'a.txt': 'a', 'folder': { symlink: outside } }],
    ['a file, by a relative way', { 'a.txt': 'a', 'key.txt': { symlink: `${'../'.repeat(20)}${outside.slice(1)}/secret.txt` } }],
    ['a link to a link', { 'a.txt': 'a', 'one': { symlink: 'two' }, 'two': { symlink: join(outside, 'secret.txt') } }],
  ])('%s: refused by its name', async (_, linked) => {
    for (const more of [{}, { 'enable-symlinks': 'yes' }]) {
      const artifactsDirectory = temporaryDirectory();
      const { files, upload } = await artifact({ files: ['**/*'], ...more }, { tree: linked, artifactsDirectory });
      expect(upload?.status).toBe('FAILED');
      expect(JSON.stringify(upload)).toMatch(/(key\.txt|folder|secret\.txt|one|two) is a symbolic link to .*, outside of the source/);
      expect(files).toEqual({});
      expect(readdirSync(artifactsDirectory)).toEqual([]);
    }
  });

  test('the folder of the artifact itself', async () => {
    const { upload } = await artifact({ 'files': ['**/*'], 'base-directory': 'out' }, { tree: { out: { symlink: outside } } });
    expect(JSON.stringify(upload)).toContain('outside of the source');
  });

  test.each<[string, object]>([
    ['the folder of the artifact', { 'files': ['**/*'], 'base-directory': 'machine' }],
    ['a folder in which nothing matches', { files: ['**/*.none'] }],
    ['a folder that a pattern names', { files: ['machine/*/*'] }],
    ['a folder of which some files are excluded', { 'files': ['**/*'], 'exclude-paths': ['machine/*'] }],
  ])('%s: refused before anything in it is read', async (_, artifacts) => {
    const began = process.cpuUsage();
    const { upload } = await artifact(artifacts, { tree: { 'a.txt': 'a', 'machine': { symlink: '/' } } });
    expect(upload?.context?.message).toMatch(/machine is a symbolic link to \/, outside of the source/);
    expect(process.cpuUsage(began).user / 1_000_000).toBeLessThan(5);
  });

  test.each<[string, object]>([
    ['no pattern leads there', { files: ['a.txt', 'dir/**/*', '*.txt'] }],
    ['it is excluded', { 'files': ['**/*'], 'exclude-paths': ['machine/**/*'] }],
    ['it is excluded by its name', { 'files': ['**/*'], 'exclude-paths': ['machine'] }],
  ])('a folder of the machine is not read when %s', async (_, artifacts) => {
    const { files } = await artifact(artifacts, { tree: { 'a.txt': 'a', 'dir/b.txt': 'b', 'machine': { symlink: '/' } } });
    expect(files.primary.filter((path) => path !== 'buildspec.yml')).toEqual(['a.txt', 'dir/b.txt']);
  });

  test('a report is left out, and the build continues', async () => {
    const reports = { r: { 'files': ['key.txt'], 'file-format': 'JUNITXML' } };
    const spec = { version: 0.2, phases: { build: { commands: [] } }, artifacts: { files: ['a.txt'] }, reports };
    const { result } = await build(JSON.stringify(spec), { tree: { 'a.txt': 'a', 'key.txt': { symlink: join(outside, 'secret.txt') } } });
    expect(result.status).toBe('SUCCEEDED');
    expect(result.reports[0].problems[0]).toContain('outside of the source');
  });
});

test('a pattern with many wildcards does not delay the build', async () => {
  const files = [`**/${'*a'.repeat(40)}*c`, 'a.txt'];
  const began = process.cpuUsage();
  const { files: made } = await artifact({ files }, { tree: { ...tree, ['a'.repeat(200)]: '' } });
  expect(made.primary).toEqual(['a.txt']);
  expect(process.cpuUsage(began).user / 1_000_000).toBeLessThan(10);
});

describe('symbolic links', () => {
  const linked: Tree = {
    'real/file.txt': 'content',
    'link.txt': { symlink: 'real/file.txt' },
    'directory': { symlink: 'real' },
    'real/loop': { symlink: '..' },
    'broken': { symlink: 'nowhere' },
  };

  test('are followed, except for cycles and dangling links', async () => {
    const { files } = await artifact({ 'files': ['**/*'], 'exclude-paths': ['buildspec.yml'] }, { tree: linked });
    expect(files.primary).toEqual(['directory/file.txt', 'link.txt', 'real/file.txt']);
  });

  test('within the source stay links with enable-symlinks', async () => {
    const artifactsDirectory = temporaryDirectory();
    const spec = { 'files': ['**/*'], 'enable-symlinks': 'yes', 'exclude-paths': ['broken', 'buildspec.yml', 'real/loop'] };
    const { files } = await artifact(spec, { tree: linked, artifactsDirectory });
    expect(files.primary).toEqual(['directory', 'link.txt', 'real/file.txt']);
    expect(readlinkSync(join(artifactsDirectory, 'link.txt'))).toBe('real/file.txt');
  });
});

test('files keep their mode, and those of secondary artifacts lie in a folder of their own', async () => {
  const artifactsDirectory = temporaryDirectory();
  const spec = { 'files': ['a.txt'], 'secondary-artifacts': { Tools: { files: ['run.sh'] } } };
  await artifact(spec, { tree: { 'a.txt': 'a', 'run.sh': { content: '#!/bin/sh\n', mode: 0o755 } }, artifactsDirectory });
  expect(lstatSync(join(artifactsDirectory, 'Tools/run.sh')).mode.toString(8)).toMatch(/755$/);
  expect(lstatSync(join(artifactsDirectory, 'a.txt')).isFile()).toBe(true);
});

test('artifacts of a previous build are left out if they are inside the source', async () => {
  const source = temporaryDirectory();
  mkdirSync(join(source, 'out'));
  writeFileSync(join(source, 'out/old'), 'old');
  writeFileSync(join(source, 'buildspec.yml'), 'version: 0.2\nphases: {build: {}}\nartifacts: {files: "**/*"}\n');
  const { Build } = await import('../../src/codebuild');
  const { artifacts } = await new Build({ source, artifactsDirectory: join(source, 'out') }).run();
  expect(artifacts.primary).toEqual(['buildspec.yml']);
});

test('a file in two artifacts is copied, and one from outside the build is not moved', async () => {
  const artifactsDirectory = temporaryDirectory();
  const outside = temporaryDirectory();
  writeFileSync(join(outside, 'shared.txt'), 'outside');
  await artifact(
    { 'files': ['a.txt'], 'secondary-artifacts': { Copy: { files: ['a.txt'] }, Outside: { 'base-directory': outside, 'files': ['shared.txt'] } } },
    { tree: { 'a.txt': 'a' }, artifactsDirectory },
  );
  const inode = (path: string) => lstatSync(path).ino;
  expect(inode(join(artifactsDirectory, 'a.txt'))).not.toBe(inode(join(artifactsDirectory, 'Copy/a.txt')));
  expect(inode(join(artifactsDirectory, 'Outside/shared.txt'))).not.toBe(inode(join(outside, 'shared.txt')));
});

test('sparse files that would fill the disk are refused, with the limit', async () => {
  const buildspec = { version: 0.2, phases: { build: { commands: ['truncate -s 9G holes'] } }, artifacts: { files: ['**/*'] } };
  const { result } = await build(JSON.stringify(buildspec), { tree, artifactsDirectory: temporaryDirectory() });
  expect(result.phases.UPLOAD_ARTIFACTS?.context?.message).toMatch(/^the files for \S+ are larger than 8 GiB in total, which is the limit$/);
});
