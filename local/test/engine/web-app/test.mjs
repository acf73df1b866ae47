import { readFileSync } from 'node:fs';

const { passesItsTest } = JSON.parse(readFileSync(new URL('behaviour.json', import.meta.url), 'utf8'));
console.log('1 test');
if (!passesItsTest) {
  console.error('expected: true, got: false');
  process.exit(1);
}
