import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { RULES } from '../../src/checks/assembly/rules';
import { COMMANDS } from '../../src/cli/commands';
import { MESSAGE_CODES } from '../../src/messages/message-codes';

const ROOT = join(__dirname, '../../..');
const PAGES = ['.', 'docs', 'docs/decisions', 'example', 'projen', 'service', 'local/src/yaml']
  .flatMap((folder) => readdirSync(join(ROOT, folder)).filter((name) => name.endsWith('.md')).map((name) => join(folder, name)))
  .filter((page) => page !== 'API.md');
/** Decisions may name what they removed. */
const CURRENT = PAGES.filter((page) => !page.startsWith('docs/decisions'));
/** Tasks of projen's own project type. */
const TASKS_OF_USERS = [...read('projen/src/go-style-pipeline.ts').matchAll(/this\.addTask\('(\w+)'/g)].map(([, name]) => name!);
/** Scripts of the `package.json` that `gostyle init` writes. */
const USER_SCRIPTS = [...read('local/src/init/files/cdk-app/cdk-app.ts').matchAll(/\b(\w+): ['`](?:gostyle|\$\{check\})/g)].map(([, name]) => name!);

test.each(PAGES)('%s: every link has a target', (page) => {
  const dead = linksOf(page).filter((link) => !leadsSomewhere(page, link));
  expect(dead).toEqual([]);
});

test.each(CURRENT)('%s: every path of this repository that it names exists', (page) => {
  const folders = readdirSync(ROOT).filter((name) => statSync(join(ROOT, name)).isDirectory() && !['dist', 'lib', 'node_modules'].includes(name));
  const paths = codeOf(page).filter((code) => folders.includes(code.split('/')[0]) && /^[\w.-]+\/[\w./*{},-]*$/.test(code));
  // For a pattern, the folder at its beginning.
  expect(paths.filter((path) => !existsSync(join(ROOT, path.replace(/[^/]*[*{].*/, ''))))).toEqual([]);
});

test.each(CURRENT)('%s: every task, script and command that it names exists, with its options', async (page) => {
  const tasks = [...Object.keys((JSON.parse(read('.projen/tasks.json')) as { tasks: object }).tasks), ...TASKS_OF_USERS, 'new', 'eject'];
  const scripts = ['package.json', 'example/package.json', 'service/package.json']
    .flatMap((file) => Object.keys((JSON.parse(read(file)) as { scripts: object }).scripts));
  const named = (pattern: RegExp) => [...read(page).matchAll(pattern)].map(([, name]) => name);
  expect(named(/\bnpx projen ([a-z][\w:-]*)/g).filter((name) => !tasks.includes(name))).toEqual([]);
  expect(named(/\bnpm run ([\w:-]+)/g).filter((name) => ![...scripts, ...USER_SCRIPTS].includes(name!))).toEqual([]);
  expect(await unknownUses(page)).toEqual([]);
});

test.each(CURRENT)('%s: every message code and rule that it names exists', (page) => {
  const known = [...Object.keys(MESSAGE_CODES), ...RULES.map(({ id }) => id)];
  const families = new Set(known.map((id) => id.split('.')[0]));
  const isOther = (code: string) => isFile(code) || code.endsWith('.amazonaws.com');
  const isOne = (code: string) => /^[a-z]+(\.[a-z-]+)+$/.test(code) && families.has(code.split('.')[0]) && !isOther(code);
  expect(codeOf(page).filter((code) => isOne(code) && !known.includes(code) && !read('docs/checks.md').includes(`\`${code}\``))).toEqual([]);
});

function read(path: string): string {
  return readFileSync(join(ROOT, path), 'utf8');
}

function codeOf(page: string): string[] {
  return [...read(page).matchAll(/(?<!`)`([^`\n]+)`(?!`)/g)].map(([, code]) => code);
}

function linksOf(page: string): string[] {
  const text = read(page).replace(/^```.*?^```/gms, '');
  return [...text.matchAll(/\]\(([^)\s]+)\)/g)].map(([, link]) => link).filter((link) => !/^[a-z]+:/.test(link));
}

function leadsSomewhere(page: string, link: string): boolean {
  const [path, anchor] = link.split('#');
  const target = path === '' ? page : relative(ROOT, resolve(ROOT, dirname(page), path));
  if (!existsSync(join(ROOT, target))) return false;
  return anchor === undefined || !target.endsWith('.md') || anchorsOf(target).has(anchor);
}

/** Anchors as GitHub derives them from headings. */
function anchorsOf(page: string): Set<string> {
  const headings = [...read(page).matchAll(/^#+ (.+)$/gm)].map(([, title]) => title);
  return new Set(headings.map((title) => title.toLowerCase().replace(/[^\p{L}\p{N}\s_-]/gu, '').trim().replace(/\s/g, '-')));
}

function isFile(code: string): boolean {
  return /\.(json|jsonl|ts|tsx|js|mjs|cjs|yml|yaml|sh|md|py|go|service|log|lock|cfg|txt|html|xml|zip|toml)$/.test(code);
}

/** In `gostyle command --option`: commands and options that do not exist. */
async function unknownUses(page: string): Promise<string[]> {
  const unknown: string[] = [];
  for (const [use, name, rest] of read(page).matchAll(/(?<![\w/-])gostyle ([a-z]+)\b(?= |`|$)([^`\n|&;#]*)/gm)) {
    const command = COMMANDS.find((each) => each.name === name);
    if (!command) {
      // In a sentence it is the program, in code a command.
      if (codeOf(page).some((code) => code.startsWith(`gostyle ${name}`))) unknown.push(use);
      continue;
    }
    const options = (await command.load()).command(COMMANDS).options.flatMap(({ long, short }) => [long, short]);
    const used = [...rest.matchAll(/(?<=\s)--[a-z][\w-]*/g)].map(([option]) => option);
    unknown.push(...used.filter((option) => !options.includes(option) && option !== '--help').map((option) => `gostyle ${name} ${option}`));
  }
  return unknown;
}
