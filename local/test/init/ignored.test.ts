import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Repository } from '../../src/checks/source/repository';
import { missingExceptions, missingIgnores } from '../../src/init/files/ignored';
import { plan } from '../../src/init/plan';
import { COMPUTES, type Project } from '../../src/init/project';

test.each(COMPUTES)('with %s, only files that the build adds are ignored', (compute) => {
  const project = { compute, language: 'typescript', application: { directory: '.', build: { runtimes: {} } } } as unknown as Project;
  const lines = missingIgnores(project, '');
  expect(lines).toContain('node_modules/');
  expect(lines.includes('/deploy/hook.sh')).toBe(compute === 'ec2');
});

const WRITTEN = ['infrastructure/app.ts', 'infrastructure/tsconfig.json', 'deploy/web.service', '.github/workflows/gostyle.yml', 'buildspec.yml'];

describe('git ignores none of the files that are written', () => {
  let directory: string;
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'gostyle-ignored-'));
    execFileSync('git', ['init', '--quiet'], { cwd: directory });
  });
  afterEach(() => rmSync(directory, { recursive: true }));

  function exceptions(present: string): string[] {
    writeFileSync(join(directory, '.gitignore'), present);
    const missing = missingExceptions(new Repository(directory), WRITTEN, present);
    writeFileSync(join(directory, '.gitignore'), [present, ...missing].join('\n'));
    return missing;
  }

  function ignored(paths: readonly string[]): string[] {
    return spawnSync('git', ['check-ignore', '--no-index', ...paths], { cwd: directory, encoding: 'utf8' }).stdout.split('\n').filter(Boolean);
  }

  test.each([
    'tsconfig.json', '*.json', '*.service\n*.yml', 'deploy', '/infrastructure/*\n.github', '.*\n!.gitignore', '*\n!package.json', '**/*.ts',
  ])('%j', (present) => {
    const missing = exceptions(present);
    expect(ignored(WRITTEN)).toEqual([]);
    expect(missing).not.toEqual([]);
    expect(missingExceptions(new Repository(directory), WRITTEN, [present, ...missing].join('\n'))).toEqual([]);
  });

  test('and what else was ignored still is', () => {
    exceptions('deploy/\n*.json\n.github/');
    const others = ['deploy/secret', 'deploy/a/b', 'infrastructure/other.json', '.github/own', '.github/workflows/own.yml'];
    expect(ignored(others)).toEqual(others);
  });

  test('nothing is added without need', () => {
    expect(exceptions('node_modules/\ndist\n# deploy\n!infrastructure')).toEqual([]);
  });
});

test('one that is not UTF-8 is not written again: its bytes would be lost', () => {
  const repository = { read: () => 'caf\uFFFD/\n', isFile: () => false } as unknown as Repository;
  const application = {
    directory: '.',
    name: 'web',
    build: { runtimes: {}, install: [], commands: [], cache: [], files: [] },
    install: [],
    environment: [],
  };
  const project = { compute: 'lambda', language: 'typescript', application, sharesPackages: true } as unknown as Project;
  expect(() => plan(repository, project)).toThrow('.gitignore is not UTF-8, so nothing can be added to it without loss; convert it to UTF-8');
});
