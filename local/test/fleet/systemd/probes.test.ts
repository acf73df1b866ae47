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

/** `recorded/` is what a real systemd 252 showed: `test/instance/probes.sh --check` looks whether it still does. */
test.concurrent.each(files)('%s: the small systemctl shows what systemd shows', async (file) => {
  // Each in an instance of its own, all at the same time: they wait for most of it.
  const instance = await instances.launch({ id: `i-${file}`, shared: { [INSIDE]: PROBES } });
  const { stdout } = await inside(instance, `${INSIDE}/run-probes.sh ${INSIDE}/${file}.sh 2>&1`);
  const ours = results(stdout);
  const recorded = results(readFileSync(join(PROBES, 'recorded', `${file}.txt`), 'utf8'));
  const titles = [...recorded.keys()];
  expect([...ours.keys()]).toEqual(titles);
  const different = titles.filter((title) => ours.get(title) !== recorded.get(title));
  for (const title of different.filter((each) => WANTED[file]?.[each] === undefined)) {
    expect(`${title}\n${ours.get(title)}`).toBe(`${title}\n${recorded.get(title)}`);
  }
  // Differences that no longer exist must be removed from the list.
  expect(Object.keys(WANTED[file] ?? {}).filter((title) => !different.includes(title))).toEqual([]);
}, 240_000);
