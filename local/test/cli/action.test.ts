import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
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
