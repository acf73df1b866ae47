import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { GostyleProcess } from './gostyle-process';
import { WebApp } from './web-app';

const DAMAGES: readonly (readonly [string, (text: string) => string])[] = [
  ['truncated', (text) => text.slice(0, text.length / 2)],
  ['empty', () => ''],
  ['random', () => '\u0000\u0001\ufffd{]'],
  ['something else', () => '[null]'],
  ['of a newer version', (text) => JSON.stringify({ ...JSON.parse(text) as object, version: 99 })],
];

let app: WebApp;
const path = (file: string) => join(app.directory, '.gostyle', file);

async function runOnce() {
  const run = new GostyleProcess(app.directory, '--once');
  const status = await run.exit();
  return { status, text: run.text, run };
}

/** The only file with this name below a folder of the state directory. */
function below(folder: string, name: string): string {
  const found = readdirSync(path(folder), { recursive: true, encoding: 'utf8' }).find((file) => file.endsWith(name) && !file.includes('artifacts'));
  if (found === undefined) throw new Error(`there is no ${name} below ${folder}`);
  return join(folder, found);
}

test('a damaged state file is named and left unchanged, or created again; no run hangs', async () => {
  app = new WebApp([{ name: 'staging', instances: 1 }, { name: 'production', instances: 2 }]);
  expect((await runOnce()).status).toBe(0);
  expect(statSync(path('.')).mode % 0o1000).toBe(0o700);
  writeFileSync(path('assembly-parameters.json'), '{}');

  const refused = ['environments/production/environment.json', 'environments/production/auto-scaling-group.json', 'assembly-parameters.json'];
  for (const file of refused) {
    const whole = readFileSync(path(file), 'utf8');
    for (const [damage, change] of DAMAGES) {
      const damaged = change(whole);
      writeFileSync(path(file), damaged);
      const { status, text } = await runOnce();
      expect([file, damage, status]).toEqual([file, damage, 2]);
      expect(text).toContain(`${path(file)} cannot be read`);
      expect(text).toMatch(/fix it, or delete/);
      expect(text).not.toMatch(/^ {4}at |still has/m);
      expect(readFileSync(path(file), 'utf8')).toBe(damaged);
    }
    writeFileSync(path(file), whole);
  }

  // Files that can be created again, or are only for display, do not prevent a run.
  const ofExecution = ['execution.json', 'messages.jsonl'].map((name) => below('executions', name));
  const ofRevision = ['.json', '.tgz'].map((name) => below('revisions', name));
  for (const file of [...ofExecution, ...ofRevision, 'lock', 'run.json', 'README']) writeFileSync(path(file), '{"half":');
  const last = await runOnce();
  expect(last.text).not.toMatch(/^ {4}at |still has/m);
  expect(last.run.summary).toMatchObject({ status: 'Succeeded', environments: [{ instances: 1 }, { instances: 2 }] });
  // Seventeen runs.
}, 900_000);
