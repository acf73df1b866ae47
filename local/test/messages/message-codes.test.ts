import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { MESSAGE_CODES } from '../../src/messages/message-codes';

const REPOSITORY = join(__dirname, '..', '..', '..');
const SOURCES = join(REPOSITORY, 'local', 'src');
const CODES = Object.keys(MESSAGE_CODES);
const GROUPS = [...new Set(CODES.map((code) => code.split('.')[0]))];

function textsOf(folder: string, ending: string): string[] {
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith(ending) && !name.includes('node_modules'));
  return files.filter((name) => !name.endsWith('message-codes.ts')).map((name) => readFileSync(join(folder, name), 'utf8'));
}

test('each is dotted, in lower case, and in alphabetical order', () => {
  expect(CODES.filter((code) => !/^[a-z]+(-[a-z]+)*(\.[a-z]+(-[a-z]+)*)+$/.test(code))).toEqual([]);
  expect(CODES).toEqual([...CODES].sort((a, b) => a.localeCompare(b, 'en', { ignorePunctuation: false })));
});

test('each is used', () => {
  const sources = textsOf(SOURCES, '.ts').join('\n');
  expect(CODES.filter((code) => !sources.includes(`'${code}'`))).toEqual([]);
});

test('the documents name only codes that exist', () => {
  const docs = readdirSync(join(REPOSITORY, 'docs')).filter((name) => name.endsWith('.md')).map((name) => join('docs', name));
  const named = ['README.md', 'AGENTS.md', 'CONTRIBUTING.md', ...docs].flatMap((file) => {
    const text = readFileSync(join(REPOSITORY, file), 'utf8');
    return [...text.matchAll(/`((?:[a-z-]+\.)+[a-z-]+)`/g)].map(([, name]) => name);
  });
  // Rules of `gostyle lint` have names of the same form; each of them is in docs/checks.md.
  const rules = new Set([...readFileSync(join(REPOSITORY, 'docs/checks.md'), 'utf8').matchAll(/^\| `([a-z.-]+)`[^|]*\|/gm)].map(([, rule]) => rule));
  const codes = named.filter((name) => GROUPS.includes(name.split('.')[0]) && !rules.has(name) && !/\.(json|ts|yml)$/.test(name));
  expect(codes).toContain('instance.unit.not-imitated');
  expect(codes.filter((code) => !CODES.includes(code))).toEqual([]);
});
