import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LogLevel, typescript, type TaskSpec } from 'projen';
import type { GoStyleWebAppOptions } from '../../projen/src';
import { ApplicationKind } from '../../projen/src/application-kind';
import { CdkLanguage } from '../../projen/src/cdk-language';
import { Compute } from '../../projen/src/compute';

let projectType: typeof import('../../projen/src');
beforeAll(() => {
  // The package only contains `gostyle init`; the tests use the whole program, in the same form.
  jest.doMock('../../projen/src/init-program', () => ({ INIT_PROGRAM: `${process.env.GOSTYLE_TEST_PROGRAM}/gostyle.mjs` }));
  projectType = jest.requireActual('../../projen/src');
});

let outdir: string;
beforeEach(() => {
  process.env.PROJEN_DISABLE_POST = 'true';
  outdir = mkdtempSync(join(tmpdir(), 'gostyle-projen-test-'));
});
afterEach(() => {
  delete process.env.PROJEN_DISABLE_POST;
  process.exitCode = undefined;
  rmSync(outdir, { recursive: true, force: true });
});

const read = (path: string) => readFileSync(join(outdir, path), 'utf8');
const quiet = { logging: { level: LogLevel.OFF } };

function synthesize(options: Partial<GoStyleWebAppOptions> = {}): void {
  new projectType.GoStyleWebApp({ name: 'shop', outdir, ...quiet, ...options }).synth();
}

function tasks(): Record<string, TaskSpec> {
  return (JSON.parse(read('.projen/tasks.json')) as { tasks: Record<string, TaskSpec> }).tasks;
}

test('an empty folder gets an application, its pipeline and the tasks', () => {
  synthesize({ owner: 'me', library: '1.2.3' });
  expect(read('app/package.json')).toContain('"start": "node src/server.js"');
  expect(read('infrastructure/app.ts')).toContain("owner: 'me'");
  expect(read('infrastructure/app.ts')).toContain("directory: 'app'");
  expect(JSON.parse(read('infrastructure/package.json'))).toMatchObject({ dependencies: { 'gostyle-web-pipeline': '1.2.3' } });
  expect(JSON.parse(read('package.json'))).toMatchObject({
    private: true,
    scripts: { rehearse: 'projen rehearse', lint: 'projen lint', gostyle: 'projen gostyle', deploy: 'projen deploy' },
    devDependencies: { 'projen': '*', 'gostyle-web-pipeline-projen': '*' },
  });
  const { rehearse, lint, gostyle, deploy } = tasks();
  expect([rehearse, lint, gostyle, deploy].map((task) => task?.steps)).toMatchInlineSnapshot(`
[
  [
    {
      "spawn": "pipeline:install",
    },
    {
      "cwd": "infrastructure",
      "exec": "npm start --silent --",
      "receiveArgs": true,
    },
  ],
  [
    {
      "spawn": "pipeline:install",
    },
    {
      "cwd": "infrastructure",
      "exec": "npm run lint --silent --",
      "receiveArgs": true,
    },
  ],
  [
    {
      "spawn": "pipeline:install",
    },
    {
      "cwd": "infrastructure",
      "exec": "npx --no gostyle",
      "receiveArgs": true,
    },
  ],
  [
    {
      "spawn": "pipeline:install",
    },
    {
      "cwd": "infrastructure",
      "exec": "npx --no cdk deploy",
      "receiveArgs": true,
    },
  ],
]
`);
});

test.each(Object.values(ApplicationKind).filter((kind) => kind !== ApplicationKind.NESTJS).flatMap((kind) => (
  Object.values(CdkLanguage).map((language) => ({ kind, language }))
)))('projen\'s .gitignore contains everything that init would add: $kind, $language', ({ kind, language }) => {
  mkdirSync(join(outdir, 'app'));
  synthesize({ kind, language });
  expect(existsSync(join(outdir, 'infrastructure/cdk.json'))).toBe(true);
  const text = read('.gitignore');
  synthesize({ kind, language });
  expect(read('.gitignore')).toBe(text);
});

test('packages that cannot be installed are said, with how to go on', () => {
  const problems: string[] = [];
  const project = new projectType.GoStyleWebApp({ name: 'shop', outdir, library: '99.0.0' });
  jest.spyOn(project.logger, 'error').mockImplementation((...text) => { problems.push(text.join(' ')); });
  project.synth();
  project.pipeline.installTask.reset('false');
  jest.spyOn(project, 'runTaskCommand').mockReturnValue('exit 1');
  project.pipeline.postSynthesize();
  expect(problems.join()).toContain('The packages of infrastructure are not installed: correct their versions in infrastructure/package.json');
  expect(process.exitCode).toBe(1);
});

test('existing files are not changed', () => {
  synthesize();
  writeFileSync(join(outdir, 'buildspec.yml'), 'mine');
  rmSync(join(outdir, '.github'), { recursive: true });
  synthesize({ compute: Compute.LAMBDA });
  expect(read('buildspec.yml')).toBe('mine');
  expect(existsSync(join(outdir, '.github'))).toBe(false);
});

test('a refusal of init is reported, and nothing is lost', () => {
  const problems: string[] = [];
  const project = new projectType.GoStyleWebApp({ name: 'shop', outdir, port: 80 });
  jest.spyOn(project.logger, 'error').mockImplementation((...text) => { problems.push(text.join(' ')); });
  project.synth();
  expect(problems.join()).toContain('--port must be a whole number from 1024 to 65535, got: 80');
  expect(process.exitCode).toBe(1);
  expect(existsSync(join(outdir, 'infrastructure'))).toBe(false);
  expect(existsSync(join(outdir, 'package.json'))).toBe(true);
});

test('the package.json of an application is not replaced', () => {
  writeFileSync(join(outdir, 'package.json'), '{ "name": "web", "dependencies": {} }');
  expect(() => synthesize()).toThrow('belongs to an application');
  expect(read('package.json')).toBe('{ "name": "web", "dependencies": {} }');
});

test('a folder of a larger repository is refused', () => {
  mkdirSync(join(outdir, '.git'));
  mkdirSync(join(outdir, 'shop'));
  const problems: string[] = [];
  const project = new projectType.GoStyleWebApp({ name: 'shop', outdir: join(outdir, 'shop') });
  jest.spyOn(project.logger, 'error').mockImplementation((...text) => { problems.push(text.join(' ')); });
  project.synth();
  expect(problems.join()).toContain('the project must be the root of its repository');
  expect(existsSync(join(outdir, 'infrastructure'))).toBe(false);
});

test('a project of another type gets a pipeline, and keeps its own tasks', () => {
  const project = new typescript.TypeScriptProject({ name: 'web', outdir, defaultReleaseBranch: 'main', ...quiet });
  project.package.setScript('start', 'node lib/server.js');
  project.addTask('lint', { exec: 'true' });
  new projectType.GoStylePipeline(project);
  mkdirSync(join(outdir, 'src'));
  writeFileSync(join(outdir, 'src/server.ts'), "app.get('/health', ok);\napp.listen(process.env.PORT || 3000);\n");
  project.synth();
  expect(read('infrastructure/app.ts')).toContain("Application.nodeJs({ port: 3000, healthCheckPath: '/health' })");
  expect(tasks().lint?.steps).toEqual([{ exec: 'true' }]);
  expect(tasks()['pipeline:lint']).toBeDefined();
});
