import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { results } from './probe-results';

const PROBES = join(__dirname, 'probes');
const RECORDED = join(PROBES, 'recorded');
/** Folder with the output that a real systemd has just produced, set by `test/instance/probes.sh --check`. */
const SHOWN = process.env.PROBES_SHOWN ?? RECORDED;

test.each(readdirSync(RECORDED))('%s is the output of systemd for each probe', (name) => {
  const recorded = results(readFileSync(join(RECORDED, name), 'utf8'));
  const titles = readFileSync(join(PROBES, name.replace('.txt', '.sh')), 'utf8').split('\n').filter((line) => line.startsWith('### '));
  expect([...recorded.keys()]).toEqual(titles.map((line) => line.slice(4)));
  expect(existsSync(join(SHOWN, name))).toBe(true);
  expect(results(readFileSync(join(SHOWN, name), 'utf8'))).toEqual(recorded);
});
