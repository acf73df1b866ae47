import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { check } from '../../local/src/checks/check';

const PAGE = join(__dirname, '..', '..', 'docs', 'your-application.md');

/** A block of code whose first line names its file. */
const FILES = [...readFileSync(PAGE, 'utf8').matchAll(/^```\w+ (\S+)\n(.*?)^```$/gms)].map(([, name, text]): [string, string] => [name, text]);

test('the files of docs/your-application.md are a repository in which nothing is wrong', () => {
  const directory = mkdtempSync(join(tmpdir(), 'gostyle-docs-'));
  try {
    for (const [name, text] of FILES) {
      mkdirSync(dirname(join(directory, name)), { recursive: true });
      writeFileSync(join(directory, name), text);
    }
    expect(FILES.map(([name]) => name)).toEqual(expect.arrayContaining(['buildspec.yml', 'appspec.yml', 'deploy/start.sh', 'infrastructure/app.ts']));
    expect(check({ version: 1, source: { directory, artifacts: ['Application', 'Infrastructure'], revision: 'Application' } }).findings).toEqual([]);
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
});
