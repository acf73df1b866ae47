import { build, removeTemporaryDirectories, temporaryDirectory } from './sample';

afterAll(removeTemporaryDirectories);

const COUNTING = ['mkdir -p .cache', 'echo run >> .cache/runs', 'grep -c run .cache/runs > proof'];

function counting(cache: object, ...more: readonly string[]): string {
  return JSON.stringify({
    version: 0.2,
    phases: { install: { commands: COUNTING }, build: { commands: more } },
    artifacts: { files: 'proof' },
    cache,
  });
}

async function runs(buildspec: string, cacheDirectory?: string): Promise<string> {
  return (await build(buildspec, { cacheDirectory })).artifactFile('proof').trim();
}

describe('the cache', () => {
  test('is restored before install in the next build', async () => {
    const directory = temporaryDirectory();
    const buildspec = counting({ paths: ['.cache/**/*'] });
    expect([await runs(buildspec, directory), await runs(buildspec, directory), await runs(buildspec, directory)]).toEqual(['1', '2', '3']);
  });

  test('is disabled without a directory', async () => {
    expect([await runs(counting({ paths: ['.cache/**/*'] })), await runs(counting({ paths: ['.cache/**/*'] }))]).toEqual(['1', '1']);
  });

  test('of a failed build is not saved', async () => {
    const directory = temporaryDirectory();
    await build(counting({ paths: ['.cache/**/*'] }, 'false'), { cacheDirectory: directory });
    expect(await runs(counting({ paths: ['.cache/**/*'] }), directory)).toBe('1');
  });

  test('is only restored, or only saved, if the buildspec says so', async () => {
    const directory = temporaryDirectory();
    expect(await runs(counting({ paths: ['.cache/**/*'], action: 'save' }), directory)).toBe('1');
    expect(await runs(counting({ paths: ['.cache/**/*'], action: 'restore' }), directory)).toBe('2');
    expect(await runs(counting({ paths: ['.cache/**/*'], action: 'restore' }), directory)).toBe('2');
  });

  test('with a key is saved once for each key, and other builds use the newest one that starts with a fallback key', async () => {
    const directory = temporaryDirectory();
    const spec = (more: object = {}) => counting({
      'paths': ['.cache/**/*'],
      'key': 'npm-$KIND-$(codebuild-hash-files "lock-*.json")',
      'fallback-keys': ['nothing-', 'npm-$(echo a)'],
      ...more,
    });
    const run = async (lock: string, kind = 'a') => {
      const { artifactFile, log } = await build(spec(), { cacheDirectory: directory, tree: { 'lock-1.json': lock }, environment: { KIND: kind } });
      return [artifactFile('proof').trim(), log.find((line) => line.includes('; using the one'))?.replace(/[0-9a-f]{64}/g, '#')];
    };
    expect(await run('one')).toEqual(['1', undefined]);
    // It is never changed, however often it is used.
    expect([await run('one'), await run('one')]).toEqual([['2', undefined], ['2', undefined]]);
    expect(await run('two')).toEqual(['2', expect.stringMatching(/none with the key npm-a-#; using the one with the key npm-a-#$/)]);
    expect(await run('two')).toEqual(['3', undefined]);
    expect(await run('one', 'b')).toEqual(['3', expect.stringContaining('none with the key npm-b-#')]);
  });

  test('keeps links, and leaves the machine\'s own directories alone', async () => {
    const directory = temporaryDirectory();
    const buildspec = JSON.stringify({
      version: 0.2,
      phases: { build: { commands: ['test -L d/link && readlink d/link > proof || { mkdir d; ln -s target d/link; echo new > proof; }'] } },
      artifacts: { files: 'proof' },
      cache: { paths: ['d/**/*', '/root/.m2/**/*'] },
    });
    const first = await build(buildspec, { cacheDirectory: directory });
    expect(first.log.some((line) => line.includes('/root/.m2/**/* is outside of the source'))).toBe(true);
    expect((await build(buildspec, { cacheDirectory: directory })).artifactFile('proof')).toBe('target\n');
  });
});
