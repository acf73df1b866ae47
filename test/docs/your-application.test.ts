import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { check } from '../../local/src/checks/check';
import { command } from '../../local/src/cli/init';
import { runCommandLine } from '../../local/test/cli/run-command';

const PAGE = join(__dirname, '..', '..', 'docs', 'your-application.md');

/** A block of code whose first line names its file. */
const FILES = [...readFileSync(PAGE, 'utf8').matchAll(/^```\w+ (\S+)\n(.*?)^```$/gms)].map(([, name, text]): [string, string] => [name, text]);
let parent: string;

beforeEach(() => { parent = mkdtempSync(join(tmpdir(), 'gostyle-docs-')); });
afterEach(() => rmSync(parent, { recursive: true, force: true }));

test('the files of docs/your-application.md are what `gostyle init` writes', async () => {
  const directory = join(parent, 'my-app');
  const connection = 'arn:aws:codeconnections:eu-central-1:111122223333:connection/2b6e1f3c-5d0a-4c39-9a57-0d8f6f1f7f10';
  const options = ['--yes', '--kind', 'nodejs', '--owner', 'me', '--repository', 'my-app', '--connection', connection, '--library', '1.0.0'];
  expect(await runCommandLine(command(), [directory, ...options])).toMatchObject({ exitStatus: 0 });
  const names = FILES.map(([name]) => name);
  expect(names).toEqual(expect.arrayContaining(['buildspec.yml', 'appspec.yml', 'deploy/my-app.service', 'infrastructure/app.ts']));
  for (const [name, text] of FILES) expect([name, readFileSync(join(directory, name), 'utf8')]).toEqual([name, text]);
});

test('the files of docs/your-application.md are a repository without findings', () => {
  for (const [name, text] of FILES) {
    mkdirSync(dirname(join(parent, name)), { recursive: true });
    writeFileSync(join(parent, name), text);
  }
  const source = { directory: parent, artifacts: ['Application', 'Infrastructure'], revision: 'Application' };
  expect(check({ version: 1, source }).findings).toEqual([]);
});
