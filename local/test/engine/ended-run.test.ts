import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { statusText } from '../../src/cli/running/status-text';
import { EndedRun } from '../../src/engine';
import { AssemblyDirectory } from '../assembly/assembly-directory';

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
  expect(statusText(state)).toMatch(/^ {2}production +\S+ cannot be read: .*\n {2}staging +nothing deployed yet, not running$/m);
  expect((await run.instanceLogs('production')).logs).toMatchObject([{ instance: 'i-1', lines: ['the log of production'] }]);
});

test('an execution, the pipeline and its parameters that are damaged are named, and the rest is shown', async () => {
  const run = await left({ staging: JSON.stringify(EMPTY) });
  for (const id of ['damaged', 'whole']) mkdirSync(join(directory, 'executions', id), { recursive: true });
  writeFileSync(join(directory, 'executions', 'damaged', 'execution.json'), '{"id": ');
  writeFileSync(join(directory, 'executions', 'whole', 'execution.json'), JSON.stringify({
    id: 'whole',
    status: 'Succeeded',
    trigger: 'Webhook',
    startedAt: '',
    stages: [],
    commit: { id: 'abcdef0', subject: 'a commit', author: 'a', date: '', branch: 'main' },
  }));
  mkdirSync(join(directory, 'assembly'));
  writeFileSync(join(directory, 'assembly', 'manifest.json'), 'x');
  writeFileSync(join(directory, 'assembly-parameters.json'), '[]');
  const text = statusText(await run.state());
  expect(text).toMatch(/^Succeeded abcdef0 a commit \(execution whole\)\nenvironments\n {2}staging +nothing deployed yet, not running\n/);
  expect(text.split('\n').slice(3)).toEqual([
    expect.stringMatching(/assembly cannot be read: manifest\.json: not JSON: .*; the next run synthesizes it again$/),
    expect.stringMatching(/assembly-parameters\.json cannot be read: /),
    expect.stringMatching(/^an execution of an earlier run is skipped: \S+damaged\/execution\.json cannot be read: /),
  ]);
});

test('an environment of the pipeline to which nothing was deployed is shown as a run shows it, and has no logs', async () => {
  const assembly = new AssemblyDirectory();
  cpSync(assembly.path, join(directory, 'assembly'), { recursive: true });
  assembly.remove();
  const run = await left({ live: JSON.stringify(EMPTY) });
  const text = statusText(await run.state());
  expect(text).toMatch(/^ {2}staging +nothing deployed yet, not running\n {2}live +nothing deployed yet, not running$/m);
  expect((await run.instanceLogs('staging')).logs).toEqual([]);
});

test('an environment that there was not is refused with the names of those that there were', async () => {
  const run = await left({ staging: JSON.stringify(EMPTY), live: JSON.stringify(EMPTY) });
  await expect(run.instanceLogs('production')).rejects.toThrow('production is not an environment of the last run, which has: live, staging');
});
