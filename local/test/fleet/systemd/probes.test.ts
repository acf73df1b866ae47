import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { WANTED } from './wanted-differences';
import { inside, TestInstances } from '../test-instances';

const PROBES = join(__dirname, 'probes');
const INSIDE = '/opt/shared/probes';

/** What a probe showed, by its title. */
function results(text: string): Map<string, string> {
  return new Map(text.split(/^### /m).slice(1).map((part) => {
    const end = part.indexOf('\n');
    return [part.slice(0, end), comparable(part.slice(end + 1))];
  }));
}

/** Process ids, times and the names of machines differ from run to run, and links are taken away in no order. */
function comparable(text: string): string {
  const lines = text.trimEnd().split('\n').map((line) => line
    .replace(/[0-9a-f]{32}/g, 'ID').replace(/\[\d+\]/g, '[PID]').replace(/PID: \d+/, 'PID: N').replace(/\d+ (ExecStart=)/, 'N $1')
    .replace(/ since .*/, ' since TIME').replace(/^( +)[A-Z][a-z]{2} [ \d]\d [\d:]{8} \S+ /, '$1TIME HOST ').trimEnd());
  return lines.map((line, index) => (line.includes('! Removed "') ? sortedRun(lines, index, '! Removed "') : line)).join('\n');
}

function sortedRun(lines: readonly string[], index: number, mark: string): string {
  let first = index;
  let last = index;
  while (lines[first - 1]?.includes(mark)) first--;
  while (lines[last + 1]?.includes(mark)) last++;
  return lines.slice(first, last + 1).sort()[index - first]!;
}

const instances = new TestInstances();
afterEach(() => instances.removeAll());

const files = readdirSync(join(PROBES, 'recorded')).map((name) => name.replace('.txt', ''));

/** `recorded/` is what a real systemd 252 showed: `test/instance/run.sh` looks whether it still does. */
test.each(files)('%s: the small systemctl shows what systemd shows', async (file) => {
  const instance = await instances.launch({ shared: { [INSIDE]: PROBES } });
  const { stdout } = await inside(instance, `${INSIDE}/run-probes.sh ${INSIDE}/${file}.sh 2>&1`);
  const ours = results(stdout);
  const recorded = results(readFileSync(join(PROBES, 'recorded', `${file}.txt`), 'utf8'));
  const titles = [...recorded.keys()];
  expect([...ours.keys()]).toEqual(titles);
  const different = titles.filter((title) => ours.get(title) !== recorded.get(title));
  for (const title of different.filter((each) => WANTED[file]?.[each] === undefined)) {
    expect(`${title}\n${ours.get(title)}`).toBe(`${title}\n${recorded.get(title)}`);
  }
  // A difference that is no more has no reason to be named.
  expect(Object.keys(WANTED[file] ?? {}).filter((title) => !different.includes(title))).toEqual([]);
}, 240_000);
