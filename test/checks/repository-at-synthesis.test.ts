import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import { Annotations, Match } from 'aws-cdk-lib/assertions';
import { Approval, Compute, Environment, type GoStyleWebPipelineProps } from '../../src';
import { REPOSITORY, webPipeline } from '../helpers/web-pipeline';

let repository: string;
const startedIn = process.cwd();

beforeEach(() => {
  repository = mkdtempSync(join(tmpdir(), 'repository-'));
  cpSync(REPOSITORY, repository, { recursive: true });
});

afterEach(() => {
  process.chdir(startedIn);
  rmSync(repository, { recursive: true });
});

function synthesize(props: Partial<GoStyleWebPipelineProps> = {}): void {
  const app = new App();
  webPipeline({ ...props, repositoryDirectory: repository }, app);
  app.synth();
}

test('accepts a repository that fits the pipeline', () => {
  expect(() => synthesize()).not.toThrow();
});

test('refuses a repository without a buildspec', () => {
  rmSync(join(repository, 'buildspec.yml'));
  expect(() => synthesize()).toThrow(/buildspec\.yml/);
});

test('refuses a revision without an appspec', () => {
  rmSync(join(repository, 'appspec.yml'));
  expect(() => synthesize()).toThrow(/appspec\.yml/);
});

test('requires a Dockerfile and no appspec if everything runs in containers', () => {
  rmSync(join(repository, 'appspec.yml'));
  expect(() => synthesize({ environments: [Environment.named('live', { compute: Compute.fargate({ command: ['node', 'main.js'] }) })] })).not.toThrow(
  );
  expect(() => synthesize({ environments: [Environment.named('live', { compute: Compute.fargate({ dockerfile: 'image/Dockerfile' }) })] }))
    .toThrow('image/Dockerfile:1: the repository must contain the Dockerfile from which the pipeline builds the image');
});

test('refuses a buildspec without an artifact that the pipeline expects', () => {
  writeFileSync(
    join(repository, 'buildspec.yml'),
    'version: 0.2\nphases:\n  build:\n    commands:\n      - make\n' +
      'artifacts:\n  secondary-artifacts:\n    Application:\n      files:\n        - "**/*"\n',
  );
  expect(() => synthesize()).toThrow(/Infrastructure/);
});

test('refuses a hook whose script does not exist, with file and line', () => {
  rmSync(join(repository, 'deploy', 'start.sh'));
  expect(() => synthesize()).toThrow(/appspec\.yml:\d+: .*deploy\/start\.sh/);
});

test.each<[string, Partial<GoStyleWebPipelineProps>]>([
  ['a condition', { templateHashVariable: 'OTHER_HASH' }],
  ['an approval', { environments: [Environment.named('live', { approval: Approval.manual({ testResultVariable: 'OTHER_HASH' }) })] }],
])('refuses a variable that %s uses and the build does not export', (_where, props) => {
  expect(() => synthesize(props)).toThrow(
    /buildspec\.yml:\d+: the pipeline uses the variable OTHER_HASH, which the build does not export, got: TEMPLATE_HASH, TEST_RESULT/,
  );
});

test('refuses a repository that does not exist', () => {
  const app = new App();
  webPipeline({ repositoryDirectory: join(repository, 'nowhere') }, app);
  expect(() => app.synth()).toThrow(/nowhere/);
});

test('finds the repository of the app', () => {
  rmSync(join(repository, 'appspec.yml'));
  process.chdir(join(repository, 'deploy'));
  const app = new App();
  webPipeline({ repositoryDirectory: undefined }, app);
  expect(() => app.synth()).toThrow(/appspec\.yml/);
});

test('without a repository, reports what was not checked', () => {
  rmSync(join(repository, 'buildspec.yml'));
  process.chdir(repository);
  const stack = Stack.of(webPipeline({ repositoryDirectory: undefined }));
  Annotations.fromStack(stack).hasWarning(
    '/WebPipeline/Web',
    Match.stringLikeRegexp('buildspec.yml, appspec.yml and the hook scripts were not checked'),
  );
});
