import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { statusText } from '../../src/cli/running/status-text';
import { EndedRun } from '../../src/engine';

let directory: string;

beforeEach(() => { directory = mkdtempSync(join(tmpdir(), 'left-')); });
afterEach(() => rmSync(directory, { recursive: true }));

const EMPTY = { version: 1, stackName: 'Web', instances: [], deployments: [] };

/** A run that has left environments with these files. */
async function left(files: Readonly<Record<string, string>>): Promise<EndedRun> {
  for (const [name, text] of Object.entries(files)) {
    const logs = join(directory, 'environments', name, 'instances', 'i-1', 'logs');
    mkdirSync(logs, { recursive: true });
    writeFileSync(join(logs, 'web.service.log'), `the log of ${name}\n`);
    writeFileSync(join(directory, 'environments', name, 'environment.json'), text);
  }
  return (await EndedRun.find(directory))!;
}

test('an environment that is damaged does not hide the others, nor its logs, and says what to do', async () => {
  const run = await left({ staging: JSON.stringify(EMPTY), production: '{"version": 1, ' });
  const state = await run.state();
  expect(state).toMatchObject({
    ended: true,
    environments: [
      {
        name: 'production',
        instances: [],
        unreadable: expect.stringMatching(/production\/environment\.json cannot be read: .*; fix it, or delete /) as string,
      },
      { name: 'staging' },
    ],
  });
  expect(statusText(state)).toMatch(/^ {2}production +\S+ cannot be read: .*\n {2}staging +no revision, not running$/m);
  expect((await run.instanceLogs('production')).logs).toMatchObject([{ instance: 'i-1', lines: ['the log of production'] }]);
});

test('an environment that there was not is refused with the names of those that there were', async () => {
  const run = await left({ staging: JSON.stringify(EMPTY), live: JSON.stringify(EMPTY) });
  await expect(run.instanceLogs('production')).rejects.toThrow('production is not an environment of the last run, which has: live, staging');
});
