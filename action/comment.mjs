// The result of `gostyle run --once --json` as a comment on a pull request. Usage: node comment.mjs FILE
import { readFileSync } from 'node:fs';
import { stripVTControlCharacters } from 'node:util';

const MOST_LINES = 40;
// A comment of GitHub's has at most 65,536 characters, and most of a line's may be escaped.
const MOST_CHARACTERS = 200;
const events = readFileSync(process.argv[2], 'utf8').split('\n').filter(Boolean).map((line) => JSON.parse(line));
const summary = events.findLast(({ type }) => type === 'summary');

// What is from the repository stays text: no link, no mention, no other cell.
const cell = (value) => String(value ?? '-').replace(/[^\w .:/%-]/gu, (character) => `&#${character.codePointAt(0)};`);
const milliseconds = (value) => `${value < 10 ? value : Math.round(value)} ms`;
// In one line, and in `<code>`: nothing in it is Markdown, and nobody is mentioned.
const short = (text) => cell(stripVTControlCharacters(text).slice(0, MOST_CHARACTERS));
const lines = (texts) => `<pre><code>${texts.map(short).join('&#10;')}</code></pre>`;

function before() {
  const { BASE: base = '', BASE_OUTCOME: outcome } = process.env;
  const commit = short(base.slice(0, 7));
  if (outcome === 'success') return `${commit} was released before it: the requests met the rollout from there.`;
  return `${outcome === 'failure' ? `The base ${commit} could not be released, so this` : 'This'} was a first release: no revision served before it.`;
}

if (summary === undefined) {
  console.log('**gostyle run** ended before it had a result: its log says why.');
} else {
  const dropped = summary.environments.reduce((sum, environment) => sum + environment.dropped, 0);
  const requests = summary.environments.reduce((sum, environment) => sum + environment.requests, 0);
  console.log(`**gostyle run: ${cell(summary.status)}** in ${Math.round(summary.seconds)} s, ${dropped} of ${requests} requests dropped\n`);
  console.log('| environment | revision | instances | requests | dropped | p50 | p99 |\n|---|---|---|---|---|---|---|');
  for (const { name, revision, instances, requests: sent, dropped: lost, p50Ms, p99Ms } of summary.environments) {
    const measured = sent > 0 ? [sent, lost, milliseconds(p50Ms), milliseconds(p99Ms)] : ['-', '-', '-', '-'];
    console.log(`| ${[name, revision?.slice(0, 7) || 'none', instances, ...measured].map(cell).join(' | ')} |`);
  }
  console.log(`\n${before()}`);
  const failed = summary.stages.find(({ status }) => status === 'Failed');
  const failure = events.findLast(({ data }) => data?.failure)?.data.failure;
  if (failed) console.log(`\nThe stage ${cell(failed.name)} failed${failure ? `: <code>${short(failure.title)}</code>` : '.'}`);
  const last = (failed && failure?.lastLines || []).slice(-MOST_LINES);
  if (last.length > 0) console.log(`\n<details><summary>last lines of its log</summary>${lines(last)}</details>`);
}
