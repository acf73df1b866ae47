import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { results } from './probe-results';
import { WANTED } from './wanted-differences';
import { inside, TestInstances } from '../test-instances';

const PROBES = join(__dirname, 'probes');
const INSIDE = '/opt/shared/probes';

const instances = new TestInstances();
afterAll(() => instances.removeAll());

const files = readdirSync(join(PROBES, 'recorded')).map((name) => name.replace('.txt', ''));

/** `recorded/` contains the output of a real systemd 252; `test/instance/probes.sh --check` checks whether it is still the same. */
test.concurrent.each(files)('%s: the small systemctl has the same output as systemd', async (file) => {
  // Each in its own instance, all at the same time, because they spend most of the time waiting.
  const instance = await instances.launch({ id: `i-${file}`, shared: { [INSIDE]: PROBES } });
  const { stdout } = await inside(instance, `${INSIDE}/run-probes.sh ${INSIDE}/${file}.sh 2>&1`);
  const ours = results(stdout);
  const recorded = results(readFileSync(join(PROBES, 'recorded', `${file}.txt`), 'utf8'));
  const titles = [...recorded.keys()];
  expect([...ours.keys()]).toEqual(titles);
  const different = titles.filter((title) => ours.get(title) !== recorded.get(title));
  const unwanted = different.filter((title) => WANTED[file]?.[title] === undefined);
  const together = (shown: ReadonlyMap<string, string>) => unwanted.map((title) => `${title}\n${shown.get(title)}`).join('\n');
  expect(together(ours)).toBe(together(recorded));
  // Differences that no longer exist must be removed from the list.
  expect(Object.keys(WANTED[file] ?? {}).filter((title) => !different.includes(title))).toEqual([]);
});
