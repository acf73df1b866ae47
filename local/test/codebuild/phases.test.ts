import { build, removeTemporaryDirectories } from './sample';
import type { Sample } from './sample';

afterAll(removeTemporaryDirectories);

interface Phase {
  readonly 'commands'?: readonly string[];
  readonly 'finally'?: readonly string[];
  readonly 'on-failure'?: string;
}

/** Each command that is a word records that it ran; `false` fails. */
function phases(spec: Readonly<Record<string, Phase>>): Promise<Sample> {
  const isName = (command: string) => /^\w+$/.test(command) && command !== 'false';
  const said = (commands: readonly string[] = []) => commands.map((command) => (isName(command) ? `echo "ran ${command}"` : command));
  const withEcho = Object.entries(spec).map(([name, phase]) => [name, { ...phase, commands: said(phase.commands), finally: said(phase.finally) }]);
  return build(JSON.stringify({ version: 0.2, phases: Object.fromEntries(withEcho), artifacts: { files: 'buildspec.yml' } }));
}

function ran({ log }: Sample): string {
  return log.filter((line) => line.startsWith('ran ')).map((line) => line.slice(4)).join(' ');
}

function statuses({ result }: Sample): Record<string, string> {
  return Object.fromEntries(Object.entries(result.phases).map(([name, { status }]) => [name, status]));
}

const THROUGH = { DOWNLOAD_SOURCE: 'SUCCEEDED', FINALIZING: 'SUCCEEDED' };

describe('a phase that fails', () => {
  test.each(['install', 'pre_build'])('%s ends the build without artifacts', async (name) => {
    const sample = await phases({
      [name]: { commands: ['one', 'false', 'two'] },
      build: { commands: ['three'] },
      post_build: { commands: ['four'] },
    });
    expect(ran(sample)).toBe('one');
    expect(sample.result).toMatchObject({ status: 'FAILED', artifacts: {} });
    expect(sample.result.phases).not.toHaveProperty('BUILD');
    expect(sample.result.phases).not.toHaveProperty('UPLOAD_ARTIFACTS');
    expect(sample.result.phases.FINALIZING?.status).toBe('SUCCEEDED');
  });

  test('build continues with post_build and the artifacts', async () => {
    const sample = await phases({ build: { commands: ['one', 'false'] }, post_build: { commands: ['echo "ran $CODEBUILD_BUILD_SUCCEEDING"'] } });
    expect(ran(sample)).toBe('one 0');
    expect(statuses(sample)).toEqual({
      ...THROUGH,
      INSTALL: 'SUCCEEDED',
      PRE_BUILD: 'SUCCEEDED',
      BUILD: 'FAILED',
      POST_BUILD: 'SUCCEEDED',
      UPLOAD_ARTIFACTS: 'SUCCEEDED',
    });
    expect(sample.result.status).toBe('FAILED');
  });

  test('post_build still uploads the artifacts', async () => {
    const sample = await phases({ post_build: { commands: ['false'] } });
    expect(sample.result).toMatchObject({ status: 'FAILED', artifacts: { primary: ['buildspec.yml'] } });
  });

  test('fails with the command, its line, its exit status and its last lines', async () => {
    const buildspec = ['version: 0.2', 'phases:', '  build:', '    commands:', '      - echo fine', '      - |', '        seq 100',
      '        exit 7'].join('\n');
    const { result } = await build(buildspec);
    expect(result.failure).toMatchObject({ phase: 'BUILD', command: 'seq 100\nexit 7', line: 6, exitStatus: 7 });
    expect(result.failure?.lastLines.slice(-2)).toEqual(['99', '100']);
    expect(result.messages).toEqual(['COMMAND_EXECUTION_ERROR Message: Error while executing command: seq 100\nexit 7. Reason: exit status 7']);
  });

  test('names the signal that ended a command', async () => {
    const { result } = await phases({ build: { commands: ['kill -9 $$'] } });
    expect(result.phases.BUILD?.context?.message).toBe('Error while executing command: kill -9 $$. Reason: signal: killed');
  });
});

describe('finally', () => {
  test('runs after success and after failure', async () => {
    const sample = await phases({ pre_build: { commands: ['one'], finally: ['two'] }, build: { commands: ['false', 'three'], finally: ['four'] } });
    expect(ran(sample)).toBe('one two four');
  });

  test('fails the phase when it fails', async () => {
    const sample = await phases({ install: { commands: ['one'], finally: ['false'] }, build: { commands: ['two'] } });
    expect(ran(sample)).toBe('one');
    expect(sample.result.phases.INSTALL?.status).toBe('FAILED');
  });
});

describe('on-failure', () => {
  test('ABORT ends the build immediately', async () => {
    const sample = await phases({ build: { 'on-failure': 'ABORT', 'commands': ['false'], 'finally': ['one'] }, post_build: { commands: ['two'] } });
    expect(ran(sample)).toBe('one');
    expect(Object.keys(sample.result.phases)).toEqual(['DOWNLOAD_SOURCE', 'INSTALL', 'PRE_BUILD', 'BUILD', 'FINALIZING']);
  });

  test('CONTINUE continues with the next phase', async () => {
    const sample = await phases({
      install: { 'on-failure': 'CONTINUE', 'commands': ['false'] },
      build: { commands: ['echo "ran $CODEBUILD_BUILD_SUCCEEDING"'] },
    });
    expect(ran(sample)).toBe('0');
    expect(sample.result).toMatchObject({ status: 'FAILED', artifacts: { primary: ['buildspec.yml'] } });
  });

  test.each([
    ['RETRY', 4],
    ['RETRY-0', 1],
    ['RETRY-2', 3],
    ['RETRY-2-exit status 1', 3],
    ['RETRY-exit status [1-3]', 4],
    ['RETRY-2-network', 1],
  ])('%s runs a phase that always fails %d times', async (onFailure, times) => {
    const sample = await phases({ build: { 'on-failure': onFailure, 'commands': ['one', 'false'], 'finally': ['two'] } });
    expect(ran(sample)).toBe(Array(times).fill('one two').join(' '));
    expect(sample.result.phases.BUILD?.status).toBe('FAILED');
  });

  test('a pattern that takes exponential time does not block the run', async () => {
    const sample = await phases({ build: { 'on-failure': 'RETRY-(a+)+b', 'commands': ['one', `false ${'a'.repeat(60)}`] } });
    expect(ran(sample)).toBe('one');
    expect(sample.log.join('\n')).toContain('Not retrying the phase: the regular expression (a+)+b takes longer than 250 ms');
  });

  test('a retry that succeeds makes the build succeed', async () => {
    const sample = await phases({
      build: {
        'on-failure': 'RETRY-1',
        'commands': ['test -e seen || { touch seen; false; }',
          'echo "ran $CODEBUILD_BUILD_SUCCEEDING"'],
      },
    });
    expect(ran(sample)).toBe('1');
    expect(sample.result).toMatchObject({ status: 'SUCCEEDED' });
    expect(sample.result.messages).toEqual([]);
  });
});
