import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { promisify } from 'node:util';

const ROOT = join(__dirname, '../..');
const SUITES = ['test', 'test:scenarios', 'test:chaos', 'test:soak'];
/** What is made or installed, and packages with tests of their own, which `npm test` starts. */
const OTHERS = /^(\.|coverage\/|dist\/|example\/|lib\/|service\/)|\bnode_modules\//;

interface Tasks {
  readonly tasks: Readonly<Record<string, { readonly steps: readonly { readonly exec?: string }[] }>>;
}

const cache = mkdtempSync(join(tmpdir(), 'suites-'));
afterAll(() => rmSync(cache, { recursive: true }));

/** The files that a task gives to Jest. */
async function filesOf(suite: string): Promise<string[]> {
  const { tasks } = JSON.parse(readFileSync(join(ROOT, '.projen/tasks.json'), 'utf8')) as Tasks;
  const command = tasks[suite].steps.find(({ exec }) => exec && /\bjest\b/.test(exec))!.exec!;
  const list = `PATH=node_modules/.bin:$PATH ${command} --listTests --cacheDirectory '${cache}'`;
  const { stdout } = await promisify(execFile)('sh', ['-c', list], { cwd: ROOT });
  return stdout.split('\n').filter(Boolean).map((path) => relative(ROOT, path));
}

test('each test file is in one suite', async () => {
  const all = readdirSync(ROOT, { withFileTypes: true }).filter((entry) => entry.isDirectory() && !OTHERS.test(`${entry.name}/`))
    .flatMap(({ name }) => readdirSync(join(ROOT, name), { recursive: true, encoding: 'utf8' }).map((path) => join(name, path)))
    .filter((path) => /\.test\.tsx?$/.test(path) && !OTHERS.test(path));
  const suites: string[][] = [];
  // One after the other: the first one looks at all files for the others.
  for (const suite of SUITES) suites.push(await filesOf(suite));
  expect(suites.flat().sort()).toEqual(all.sort());
  expect(suites).not.toContainEqual([]);
});
