import { build, removeTemporaryDirectories } from './sample';
import { BuildspecError, parseBuildspec } from '../../src/codebuild';

afterAll(removeTemporaryDirectories);

function spec(...lines: readonly string[]): string {
  return ['version: 0.2', 'phases:', '  build:', ...lines].join('\n');
}

function errorOf(text: string): BuildspecError {
  try {
    parseBuildspec(text);
  } catch (error) {
    if (error instanceof BuildspecError) return error;
    throw error;
  }
  throw new Error('the buildspec was accepted');
}

describe('a buildspec is refused', () => {
  test.each<[string, string, string, number]>([
    [
      'a command with a colon and a blank',
      spec('    commands:', '      - echo "Hello: world"'),
      'Expected Commands[0] to be of string type: found subkeys instead at line 5, value of the key tag on line 4 might be empty',
      5,
    ],
    ['a tab', 'version: 0.2\nphases:\n\tbuild:\n', 'found character that cannot start any token at line 3', 3],
    ['a mapping on one line', 'version: 0.2\nphases: build: x\n', 'mapping values are not allowed in this context at line 2', 2],
    ['a quote that is not closed', spec('    commands:', '      - "abc'), 'found unexpected end of stream at line 5', 5],
    ['an unknown alias', spec('    commands:', '      - *x'), "unknown anchor 'x' referenced at line 5", 5],
    [
      'an unknown phase',
      'version: 0.2\nphases:\n  deploy:\n    commands: [x]',
      'Invalid buildspec phase name: deploy. Expecting: build,install,post_build,pre_build',
      3,
    ],
    ['no version', 'phases: {}', 'wrong number of container tags, expected 1', 1],
    ['another version', 'version: 0.3\nphases: {}', 'Invalid buildspec version: 0.3. Expecting: 0.1,0.2', 1],
    ['no phases', 'version: 0.2', '`phases` is required', 1],
    ['nothing', '', 'YAML file is empty', 1],
    ['a list', '- a', 'expected a mapping at the top level', 1],
    ['an unknown on-failure', spec('    on-failure: IGNORE'), 'Invalid on-failure: IGNORE. Expecting: ABORT,CONTINUE,RETRY', 4],
    ['too many retries', spec('    on-failure: RETRY-101'), 'Invalid on-failure: RETRY-101', 4],
    ['a regular expression that is none', spec('    on-failure: RETRY-('), 'Invalid on-failure: RETRY-(', 4],
    ['an unknown shell', 'version: 0.2\nenv:\n  shell: fish\nphases: {}', 'Invalid shell: fish. Expecting: bash,/bin/sh', 3],
    ['commands that are a mapping', spec('    commands: {a: b}'), 'Expected Commands to be a sequence at line 4', 4],
    ['variables that are a list', 'version: 0.2\nenv:\n  variables: [A]\nphases: {}', 'Expected env/variables to be a mapping at line 3', 3],
    [
      'an artifact outside of its directory',
      'version: 0.2\nphases: {}\nartifacts:\n  files: a\n  secondary-artifacts: {../../x: {files: a}}',
      'Invalid artifact identifier: ../../x',
      5,
    ],
    ['a value that contains itself', 'version: 0.2\nphases: &a\n  build: *a', "anchor 'a' value contains itself at line 3", 3],
    ['six report groups', `version: 0.2\nphases: {}\nreports: {${[1, 2, 3, 4, 5, 6].map((n) => `g${n}: {files: a}`).join(
      ', ',
    )}}`, 'at most 5 report groups', 3],
    ['an unknown report format', 'version: 0.2\nphases: {}\nreports:\n  g: {files: a, file-format: TAP}', 'Invalid file-format: TAP', 4],
    [
      'a batch without identifiers',
      'version: 0.2\nphases: {}\nbatch:\n  build-list: [{ignore-failure: true}]',
      '`identifier` is required in build-list',
      4,
    ],
  ])('for %s', (_what, text, message, line) => {
    const error = errorOf(text);
    expect(error.message).toContain(message);
    expect(error.line).toBe(line);
  });
});

describe('a buildspec is read', () => {
  test('with scalars as written', () => {
    const { env } = parseBuildspec('version: 0.2\nenv:\n  variables: {A: 1.10, B: yes, C: 0755, D: ~, E: "x", F: 12:30}\nphases: {}');
    expect(env.variables).toEqual({ A: '1.10', B: 'yes', C: '0755', D: '', E: 'x', F: '12:30' });
  });

  test('with aliases, merges and, of equal keys, the last one', () => {
    const { phases } = parseBuildspec([
      'version: 0.2',
      'common: &common {on-failure: ABORT, commands: [one]}',
      'phases:',
      '  install: {<<: *common}',
      '  build: {<<: *common, commands: [two]}',
      '  build: {<<: *common, commands: [three]}',
    ].join('\n'));
    expect(phases.install).toMatchObject({ onFailure: { action: 'ABORT' }, commands: [{ text: 'one' }] });
    expect(phases.build?.commands).toEqual([{ text: 'three', line: 6 }]);
  });

  test('with the line numbers of its commands, and with warnings about what CodeBuild ignores', () => {
    const { phases, warnings } = parseBuildspec(
      spec('    command:', '      - typo', '    commands: echo one', '    finally:', '      - echo two', 'artifact: {}'),
    );
    expect(phases.build).toMatchObject({ commands: [{ text: 'echo one', line: 6 }], finally: [{ text: 'echo two', line: 8 }] });
    expect(warnings.map(({ line }) => line).sort()).toEqual([4, 9]);
  });

  test('as JSON, with carriage returns, and without anything after the first document', () => {
    expect(parseBuildspec('{"version": "0.2", "phases": {}}').version).toBe('0.2');
    expect(parseBuildspec('version: 0.2\r\nphases:\r\n  build:\r\n    commands:\r\n      - a\r\n').phases.build?.commands[0].text).toBe('a');
    expect(parseBuildspec('version: 0.2\nphases: {}\n---\nmore').version).toBe('0.2');
  });

  test.each([
    ['RETRY-3', 3, '.*'],
    ['RETRY-404 Not Found', 3, '404 Not Found'],
    ['RETRY-2-a-b', 2, 'a-b'],
    ['RETRY-timeout', 3, 'timeout'],
  ])('on-failure: %s is %d times %s', (text, count, pattern) => {
    const onFailure = parseBuildspec(spec(`    on-failure: ${text}`)).phases.build?.onFailure;
    expect(onFailure).toMatchObject({ action: 'RETRY', count });
    expect(onFailure?.action === 'RETRY' && onFailure.pattern.source).toBe(pattern);
  });
});

describe('where the buildspec is', () => {
  test('another file of the source', async () => {
    const { result } = await build(undefined, { buildspec: 'ci/build.yml', tree: { 'ci/build.yml': 'version: 0.2\nphases: {}' } });
    expect(result.status).toBe('SUCCEEDED');
  });

  test('in the project itself', async () => {
    const { log } = await build(undefined, { buildspec: 'version: 0.2\nphases:\n  build:\n    commands: echo inline' });
    expect(log).toContain('inline');
  });

  test.each([
    [undefined, 'YAML file does not exist'],
    ['nope.yml', 'nope.yml: no such file or directory'],
  ])('fails when %s is missing', async (buildspec, message) => {
    const { result } = await build(undefined, { buildspec });
    expect(result.phases.DOWNLOAD_SOURCE).toMatchObject(
      { status: 'FAILED', context: { statusCode: 'YAML_FILE_ERROR', message: expect.stringContaining(message) } },
    );
  });
});

test('reports what does not run locally', async () => {
  const { result } = await build(
    'version: 0.2\nproxy: {logs: yes, upload-artifacts: no}\nbatch: {fast-fail: true, build-list: [{identifier: a}]}\nphases: {install: '
    + '{runtime-versions: {nodejs: 20}}}',
  );
  expect(result).toMatchObject({ status: 'SUCCEEDED' });
  expect(result.messages).toEqual([
    'Skipping install of runtimes. Runtime version selection is not supported by this build image.',
    expect.stringContaining('build-list does not run locally'),
  ]);
});
