import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { restrictedPaths } from '../../../projenrc/layers';
import { parseJournalctl } from '../../src/fleet/systemd/journalctl-options';
import { isSupportedVerb } from '../../src/fleet/systemd/systemctl';
import { isImitated } from '../../src/unit/unit-keys';

const ROOT = join(__dirname, '../../..');
const read = (path: string) => readFileSync(join(ROOT, path), 'utf8');
const PAGES = ['.', 'docs', 'docs/decisions'].flatMap((folder) => readdirSync(join(ROOT, folder)).map((name) => join(folder, name)))
  .filter((page) => page.endsWith('.md') && page !== 'API.md');

/** The cells of the table row that starts with this cell. */
function row(page: string, first: string): string {
  const line = read(page).split('\n').find((each) => each.startsWith(`| ${first} |`));
  if (line === undefined) throw new Error(`${page} has no row ${first}`);
  return line.slice(first.length + 4);
}

function codesOf(text: string): string[] {
  return [...text.matchAll(/`([^`]+)`/g)].map(([, code]) => code!);
}

const INSTANCES = 'docs/local-instances.md';

test('docs/local-instances.md: every verb of systemctl is supported', () => {
  const verbs = codesOf(row(INSTANCES, 'verbs')).filter((code) => !code.startsWith('--'));
  expect(verbs.length).toBeGreaterThan(20);
  expect(verbs.filter((verb) => !isSupportedVerb(verb))).toEqual([]);
});

test('docs/local-instances.md: every option of journalctl is supported', () => {
  const options = codesOf(row(INSTANCES, '`journalctl`'));
  const formats = options.find((code) => code.startsWith('-o '))!.slice(3).split('\\|');
  expect(formats.length).toBeGreaterThan(3);
  for (const format of formats) expect(parseJournalctl(['-o', format]).format).toBe(format);
  const valued = new Map([['-g', 'x'], ['-p', 'err'], ['--since', 'today'], ['--until', 'now'], ['-u', 'x'], ['-t', 'x'], ['-n', '5']]);
  for (const option of options.filter((code) => /^-/.test(code) && !code.startsWith('-o '))) {
    expect(() => parseJournalctl([option, ...valued.has(option) ? [valued.get(option)!] : []])).not.toThrow();
  }
});

test.each([
  ['`[Unit]`', 'Unit'], ['`[Service]`', 'Service'], ['limits and sandboxing', 'Service'], ['`[Install]`', 'Install'],
])('docs/local-instances.md: every setting of the row %s has an effect', (title, section) => {
  const keys = codesOf(row(INSTANCES, title)).filter((code) => /^[A-Z]\w+$/.test(code));
  expect(keys.length).toBeGreaterThan(4);
  expect(keys.filter((key) => !isImitated({ section, key, value: 'null', line: 1 }))).toEqual([]);
});

const FAULTS = [...read('docs/faults.md').matchAll(/^\| (.+) \| .+ \| (.*\.test\.ts.*) \|$/gm)].map(([, fault, tests]) => [fault!, tests!] as const);

test.each(FAULTS)('docs/faults.md: %s has its test', (_fault, tests) => {
  const named = [...tests.matchAll(/`([\w/-]+(?:\.scenario)?\.test\.ts)`(?:: ([^`|]+))?/g)];
  expect(named.length).toBeGreaterThan(0);
  for (const [, file, titles = ''] of named) {
    expect(existsSync(join(ROOT, 'local/test', file!))).toBe(true);
    const parts = titles.split(/\.\.\.|, /).map((part) => part.trim()).filter(Boolean);
    const source = read(join('local/test', file!)).toLowerCase();
    expect(parts.filter((part) => !source.includes(part.toLowerCase()))).toEqual([]);
  }
});

test('AGENTS.md: the folders of the runner import what ESLint allows', () => {
  const base = ['model', 'messages', 'system'];
  const allowed = new Map(restrictedPaths().filter(({ from }) => from === './local/src')
    .map(({ target, except }) => [target.slice('./local/src/'.length), except.map((path) => path.slice(2))]));
  const rows = [...read('AGENTS.md').matchAll(/^\| `local\/src\/(\w+)`(?:, `local\/page`)? \|.*\| ([^|]+) \|$/gm)];
  expect(rows.map(([, folder]) => folder).sort()).toEqual([...allowed.keys()].sort());
  for (const [, folder, cell] of rows) {
    if (cell === 'all') continue;
    const words = cell === 'nothing' ? [] : cell!.split(', ').flatMap((word) => (word === 'base' ? base : [word]));
    expect([folder, [folder!, ...words].sort()]).toEqual([folder, [...allowed.get(folder!)!].sort()]);
  }
});

test.each(PAGES)('%s: every member of the API that it names exists', (page) => {
  const ids = new Set([...read('API.md').matchAll(/id="gostyle-web-pipeline\.([\w.]+)"/g)].map(([, id]) => id!));
  const types = new Set([...ids].map((id) => id.split('.')[0]));
  const named = [...read(page).matchAll(/\b([A-Z]\w+)\.([a-z]\w*)\b(?!\.)/g)].filter(([, type]) => types.has(type!));
  // In Python, the name of a member has underscores.
  const isMember = (type: string, member: string) => [`${type}.${member}`, `${type}.property.${member}`].some((id) => ids.has(id));
  const missing = named.filter(([, type, member]) => !isMember(type!, member!.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase())));
  expect(missing.map(([name]) => name)).toEqual([]);
});
