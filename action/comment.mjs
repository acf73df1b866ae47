// The result of `gostyle run --once --json` as a comment on a pull request. Usage: node comment.mjs FILE
import { readFileSync } from 'node:fs';

const events = readFileSync(process.argv[2], 'utf8').split('\n').filter(Boolean).map((line) => JSON.parse(line));
const summary = events.findLast(({ type }) => type === 'summary');

// What is from the repository stays text: no link, no mention, no other cell.
const cell = (value) => String(value ?? '-').replace(/[^\w .:/%-]/g, (character) => `&#${character.codePointAt(0)};`);

if (summary === undefined) {
  console.log('**gostyle run** ended before it had a result: its log says why.');
} else {
  const dropped = summary.environments.reduce((sum, environment) => sum + environment.dropped, 0);
  const requests = summary.environments.reduce((sum, environment) => sum + environment.requests, 0);
  console.log(`**gostyle run: ${cell(summary.status)}** in ${Math.round(summary.seconds)} s, ${dropped} of ${requests} requests dropped\n`);
  console.log('| environment | revision | instances | requests | dropped | p50 | p99 |\n|---|---|---|---|---|---|---|');
  for (const { name, revision, instances, requests: sent, dropped: lost, p50Ms, p99Ms } of summary.environments) {
    console.log(`| ${[name, revision?.slice(0, 7), instances, sent, lost, `${p50Ms} ms`, `${p99Ms} ms`].map(cell).join(' | ')} |`);
  }
  const failed = summary.stages.find(({ status }) => status === 'Failed');
  if (failed) console.log(`\nThe stage ${cell(failed.name)} failed.`);
}
