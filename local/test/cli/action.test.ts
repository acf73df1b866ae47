import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { loadYaml } from '../../src/yaml/psych/load';
import { isHash, type RubyValue } from '../../src/yaml/ruby/value';
import { temporaryDirectory, removeTemporaryDirectories } from '../codebuild/sample';

const REPOSITORY = join(__dirname, '..', '..', '..');
afterAll(removeTemporaryDirectories);

function comment(...events: readonly object[]): string {
  const file = join(temporaryDirectory(), 'run.jsonl');
  writeFileSync(file, events.map((event) => `${JSON.stringify(event)}\n`).join(''));
  return execFileSync(process.execPath, [join(REPOSITORY, 'action', 'comment.mjs'), file], { encoding: 'utf8' });
}

const ENVIRONMENT = { name: 'staging', revision: '0123456789', instances: 2, requests: 500, dropped: 1, p50Ms: 2, p99Ms: 9.5 };

test('the comment contains the result, and the requests of each environment', () => {
  expect(comment({ type: 'message' }, {
    type: 'summary', status: 'Failed', seconds: 61.4, stages: [{ name: 'staging', status: 'Failed' }], environments: [ENVIRONMENT],
  })).toBe([
    '**gostyle run: Failed** in 61 s, 1 of 500 requests dropped',
    '',
    '| environment | revision | instances | requests | dropped | p50 | p99 |',
    '|---|---|---|---|---|---|---|',
    '| staging | 0123456 | 2 | 500 | 1 | 2 ms | 9.5 ms |',
    '',
    'This was a first release: no revision served before it.',
    '',
    'The stage staging failed.',
    '',
  ].join('\n'));
});

test('the comment says why the run failed, with the end of the log', () => {
  const failure = { title: 'instance i-1 <failed>', lastLines: ['\u001b[31mError:\u001b[39m listen @all', '', '```'] };
  expect(comment({ type: 'message', code: 'execution.ended', data: { failure } }, {
    type: 'summary',
    status: 'Failed',
    seconds: 61.4,
    stages: [{ name: 'staging', status: 'Failed' }],
    environments: [{ ...ENVIRONMENT, revision: '', instances: 0, requests: 0, dropped: 0 }],
  }).split('\n').slice(4)).toEqual([
    '| staging | none | 0 | - | - | - | - |',
    '',
    'This was a first release: no revision served before it.',
    '',
    'The stage staging failed: <code>instance i-1 &#60;failed&#62;</code>',
    '',
    '<details><summary>last lines of its log</summary><pre><code>Error: listen &#64;all&#10;&#10;&#96;&#96;&#96;</code></pre></details>',
    '',
  ]);
});

test('text from the repository can neither mention users nor add links', () => {
  expect(comment({ type: 'summary', status: 'Succeeded', seconds: 1, stages: [], environments: [{ ...ENVIRONMENT, name: '@all | [x](http://y)' }] }))
    .toContain('| &#64;all &#124; &#91;x&#93;&#40;http://y&#41; |');
});

test('reports a run without a result', () => {
  expect(comment({ type: 'message' })).toContain('ended before it had a result');
});

interface Ran {
  readonly conclusion: string;
  readonly steps: Record<string, string>;
  /** What was called, one line each. */
  readonly calls: readonly string[];
  readonly summary: string;
  readonly comment?: string;
}

interface Event {
  readonly name: string;
  readonly event: object;
  readonly inputs?: Record<string, string>;
  /** Exit statuses of `gostyle lint`, of `gostyle run`, of its run of the base, and of `gh`. */
  readonly lint?: number;
  readonly run?: number;
  readonly base?: number;
  /** What programs write to standard error. */
  readonly errors?: RegExp;
  readonly gh?: number;
  /** `RUNNER_TEMP`, if it is not a new one. */
  readonly temporary?: string;
}

const ACTION = plain(loadYaml(readFileSync(join(REPOSITORY, 'action.yml'), 'utf8')).value) as {
  inputs: Record<string, { default: string }>; runs: { steps: unknown };
};
const SUMMARY = { type: 'summary', status: 'Succeeded', seconds: 61, stages: [], environments: [ENVIRONMENT] };

function plain(value: RubyValue): unknown {
  if (Array.isArray(value)) return value.map(plain);
  return isHash(value) ? Object.fromEntries([...value].map(([key, child]) => [String(key), plain(child)])) : value;
}

/** Runs every step of the action for an event; `npx` and `gh` are programs that write down how they were called. */
function runAction({ name, event, inputs = {}, lint = 0, run = 0, base = 0, gh = 0, errors = /^$/, temporary = temporaryDirectory() }: Event): Ran {
  const directory = temporaryDirectory();
  const [bin, summary] = [join(directory, 'bin'), join(directory, 'summary.md')];
  mkdirSync(bin);
  writeFileSync(join(directory, 'run.jsonl'), `${JSON.stringify(SUMMARY)}\n`);
  const ends = `case "$*" in *" lint "*) exit ${lint} ;; *gostyle-base*) exit ${base} ;; esac`;
  program(bin, 'npx', `echo "npx $*" >>${directory}/calls\n${ends}\ncat ${directory}/run.jsonl\nexit ${run}`);
  program(bin, 'gh', `echo "gh $* as $GH_TOKEN" >>${directory}/calls\n[ ${gh} = 0 ] && cp "$7" ${directory}/comment.md\nexit ${gh}`);
  const github = { event_name: name, repository: 'me/shop', token: 'automatic', event };
  const defaults = Object.entries(ACTION.inputs).map(([key, input]) => [key, input.default.replace('${{ github.token }}', github.token)]);
  const { stdout, stderr, status } = spawnSync(process.execPath, [join(__dirname, 'composite-action-program.mjs')], {
    encoding: 'utf8',
    input: JSON.stringify({
      steps: ACTION.runs.steps,
      inputs: { ...Object.fromEntries(defaults), ...inputs },
      github,
      env: {
        PATH: [bin, process.env.PATH].join(delimiter),
        GITHUB_ACTION_PATH: REPOSITORY,
        GITHUB_REPOSITORY: github.repository,
        GITHUB_STEP_SUMMARY: summary,
        RUNNER_TEMP: temporary,
      },
    }),
  });
  expect(status).toBe(0);
  expect(stderr).toMatch(errors);
  const text = (path: string) => (existsSync(path) ? readFileSync(path, 'utf8') : undefined);
  return {
    ...JSON.parse(stdout) as Pick<Ran, 'conclusion' | 'steps'>,
    calls: text(join(directory, 'calls'))?.trim().split('\n') ?? [],
    summary: text(summary) ?? '',
    comment: text(join(directory, 'comment.md')),
  };
}

function program(directory: string, name: string, script: string): void {
  writeFileSync(join(directory, name), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
}

const pullRequest = (from: string) => ({ name: 'pull_request', event: { pull_request: { number: 7, head: { repo: { full_name: from } } } } });
const STEPS = ['Lint', 'Base', 'Rehearse', 'Report', 'Comment', 'Dropped requests'];
const outcomes = (...each: readonly string[]) => Object.fromEntries(STEPS.map((step, index) => [step, each[index]]));
const REHEARSE = { 'rehearse': 'true', 'maximum-dropped': '1' };

describe('the action', () => {
  test('after a push it lints, with the version that is installed and no other', () => {
    const { conclusion, steps, calls } = runAction({ name: 'push', event: { ref: 'refs/heads/main' } });
    expect(conclusion).toBe('success');
    expect(steps).toEqual(outcomes('success', 'skipped', 'skipped', 'skipped', 'skipped', 'skipped'));
    expect(calls).toEqual(['npx --no --prefix . gostyle lint --source . --format github']);
  });

  test('for a pull request it rehearses, and comments', () => {
    const ran = runAction({ ...pullRequest('me/shop'), inputs: { ...REHEARSE, app: 'infrastructure', source: 'it\'s here', load: '80' } });
    expect(ran.steps).toEqual(outcomes('success', 'skipped', 'success', 'success', 'success', 'success'));
    expect(ran.calls.slice(1)).toEqual([
      "npx --no --prefix infrastructure gostyle run --app infrastructure --source it's here --once --approve all --load 80 --shorten-waits 1 --json",
      expect.stringMatching(/^gh pr comment 7 --repo me\/shop --body-file \S+gostyle-run\.md as automatic$/),
    ]);
    expect(ran.comment).toContain('1 of 500 requests dropped');
    expect(ran.summary).toBe(ran.comment);
  });

  test('a pull request from a fork, whose token may not write, has the report in its summary', () => {
    const ran = runAction({ ...pullRequest('someone/shop'), inputs: REHEARSE, gh: 1 });
    expect(ran.conclusion).toBe('success');
    expect(ran.steps.Comment).toBe('skipped');
    expect(ran.summary).toContain('1 of 500 requests dropped');
  });

  test.each([['a push', { name: 'push', event: {} }], ['a request by hand', { name: 'workflow_dispatch', event: { inputs: {} } }]])(
    'after %s the report is in the summary', (_what, event) => {
      const ran = runAction({ ...event, inputs: REHEARSE });
      expect(ran.steps).toEqual(outcomes('success', 'skipped', 'success', 'success', 'skipped', 'success'));
      expect(ran.summary).toContain('1 of 500 requests dropped');
    });

  test('fails with the rehearsal, which is reported', () => {
    const ran = runAction({ ...pullRequest('me/shop'), inputs: REHEARSE, run: 1 });
    expect(ran.conclusion).toBe('failure');
    expect(ran.steps).toEqual(outcomes('success', 'skipped', 'failure', 'success', 'success', 'skipped'));
  });

  test.each([['0', 'failure'], ['1', 'success'], ['some', 'failure']])(
    'with at most %s dropped requests, a release that drops one is a %s', (maximum, conclusion) => {
      const ran = runAction({ ...pullRequest('me/shop'), inputs: { ...REHEARSE, 'maximum-dropped': maximum }, errors: /maximum-dropped|^$/ });
      expect([ran.conclusion, ran.steps.Rehearse, ran.steps['Dropped requests']]).toEqual([conclusion, 'success', conclusion]);
    });

  test('fails with the lint, and rehearses nothing', () => {
    const ran = runAction({ ...pullRequest('me/shop'), inputs: REHEARSE, lint: 1 });
    expect(ran.conclusion).toBe('failure');
    expect(ran.steps).toEqual(outcomes('failure', 'skipped', 'skipped', 'skipped', 'skipped', 'skipped'));
  });

  test('passes on what a team needs', () => {
    const inputs = { ...REHEARSE, 'shorten-waits': '60', 'pipeline': 'Web', 'stores': 'my stores.json' };
    expect(runAction({ ...pullRequest('me/shop'), inputs }).calls[1]).toMatch(/ --shorten-waits 60 --json --pipeline Web --stores my stores\.json$/);
  });

  describe('with a base', () => {
    let clone: string;
    let base: string;

    beforeAll(() => {
      const origin = temporaryDirectory();
      const author = ['-c', 'user.name=a', '-c', 'user.email=a@example.com'];
      const git = (...args: string[]) => execFileSync('git', ['-C', origin, ...author, ...args], { encoding: 'utf8' });
      git('init', '--quiet');
      git('config', 'uploadpack.allowAnySHA1InWant', 'true');
      for (const name of ['one', 'two']) git('commit', '--quiet', '--allow-empty', '--message', name);
      base = git('rev-parse', 'HEAD~1').trim();
      // As `actions/checkout` does.
      clone = join(temporaryDirectory(), 'clone');
      execFileSync('git', ['clone', '--quiet', '--depth=1', `file://${origin}`, clone]);
    });

    const rehearse = (more: Partial<Event> = {}) =>
      runAction({ ...pullRequest('me/shop'), inputs: { ...REHEARSE, base, 'source': clone, 'shorten-waits': '9' }, ...more });

    test('its commit, which a checkout does not contain, is released first, with the same options', () => {
      const { steps, calls, summary } = rehearse();
      expect(steps).toMatchObject({ Base: 'success', Rehearse: 'success' });
      const [, first, second] = calls;
      expect(first).toMatch(/ --source \S+\/gostyle-base --once --approve all --load 50 --shorten-waits 9 --json$/);
      expect(second).toBe(first!.replace(/ --source \S+/, ` --source ${clone}`));
      expect(summary).toContain(`${base.slice(0, 7)} was released before it: the requests met the rollout from there.`);
    });

    test('on a runner that keeps its repository, but not its temporary files, it is released each time', () => {
      const temporary = temporaryDirectory();
      const first = rehearse({ temporary });
      rmSync(join(temporary, 'gostyle-base'), { recursive: true });
      expect([first.steps.Base, rehearse({ temporary }).steps.Base]).toEqual(['success', 'success']);
    });

    test('that cannot be released, the rehearsal is a first release, and says so', () => {
      const { conclusion, steps, summary } = rehearse({ base: 1 });
      expect([conclusion, steps.Base, steps.Rehearse]).toEqual(['success', 'failure', 'success']);
      expect(summary).toContain(`The base ${base.slice(0, 7)} could not be released, so this was a first release`);
    });

    test('that does not exist, so is it', () => {
      const { conclusion, steps } = rehearse({ inputs: { ...REHEARSE, base: '1'.repeat(40), source: clone }, errors: /not our ref 1{40}/ });
      expect([conclusion, steps.Base, steps.Rehearse]).toEqual(['success', 'failure', 'success']);
    });
  });
});
