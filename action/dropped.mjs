// Fails if `gostyle run --once --json` dropped more requests than allowed. Usage: node dropped.mjs FILE MAXIMUM
import { readFileSync } from 'node:fs';

const [, , file, maximum] = process.argv;
if (!/^\d+$/.test(maximum)) {
  console.log(`::error::\`maximum-dropped\` must be a number of requests, got: ${JSON.stringify(maximum)}`);
  process.exit(2);
}
const summary = readFileSync(file, 'utf8').split('\n').filter(Boolean).map((line) => JSON.parse(line)).findLast(({ type }) => type === 'summary');
const dropped = summary.environments.reduce((sum, environment) => sum + environment.dropped, 0);
if (dropped > Number(maximum)) {
  console.log(`::error::the release dropped requests: ${dropped}, and \`maximum-dropped\` is ${maximum}`);
  process.exitCode = 1;
}
