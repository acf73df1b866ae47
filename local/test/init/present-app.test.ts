import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { command } from '../../src/cli/init';
import { COMPUTES, LANGUAGES } from '../../src/init';
import { runCommandLine, type CommandOutcome } from '../cli/run-command';

let directory: string;

beforeAll(() => Object.assign(globalThis, { PACKAGE_VERSION: '1.2.3' }));
afterAll(() => Reflect.deleteProperty(globalThis, 'PACKAGE_VERSION'));
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'gostyle-present-test-'));
  writeFileSync(join(directory, 'package.json'), '{ "name": "web", "scripts": { "start": "node app.js" } }');
  writeFileSync(join(directory, 'app.js'), 'app.listen(process.env.PORT);');
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

const init = (...options: string[]): Promise<CommandOutcome> => runCommandLine(command(), [directory, '--yes', ...options]);

test.each(LANGUAGES.flatMap((language) => COMPUTES.map((compute) => [language, compute] as const)))(
  'a CDK app in %s for %s keeps its compute', async (language, compute) => {
    await init('--language', language, '--compute', compute);
    const hasAppSpec = existsSync(join(directory, 'appspec.yml'));
    const again = await init('--language', language);
    expect([again.exitStatus, again.stdout.includes('writes '), existsSync(join(directory, 'appspec.yml'))]).toEqual([0, false, hasAppSpec]);
    const other = compute === 'lambda' ? 'ec2' : 'lambda';
    const { exitStatus, stdout, stderr } = await init('--language', language, '--compute', other);
    expect([exitStatus === 0, stdout.includes('writes ')]).toEqual([false, false]);
    const said = `infrastructure/\\S+ says ${compute}, but you asked for ${other}, .* or leave out --compute; nothing was written`;
    expect(stderr).toMatch(new RegExp(said, 'i'));
    expect(existsSync(join(directory, 'appspec.yml'))).toBe(hasAppSpec);
  });

test('an application keeps the name that it was given', async () => {
  await init('--name', 'shop');
  const { stdout, exitStatus } = await init();
  expect([exitStatus, stdout.includes('writes ')]).toEqual([0, false]);
});

test('a unit that init did not write is in the way, whatever its name', async () => {
  mkdirSync(join(directory, 'deploy'));
  writeFileSync(join(directory, 'deploy/my_app.service'), '');
  const { stderr, exitStatus } = await init();
  expect([exitStatus, existsSync(join(directory, 'buildspec.yml'))]).toEqual([2, false]);
  expect(stderr).toContain('cannot be added: to replace it, first move or remove that file; to deploy both,');
});

test('a CDK app keeps its language', async () => {
  await init('--language', 'python');
  expect((await init()).stdout).not.toContain('writes ');
  const { stderr, exitStatus } = await init('--language', 'typescript');
  expect([exitStatus, existsSync(join(directory, 'infrastructure/app.ts'))]).toEqual([2, false]);
  expect(stderr).toContain('infrastructure/app.py says that the CDK app is in python, but you asked for typescript');
});

test('nor is another kind mixed with it', async () => {
  await init();
  expect((await init('--kind', 'nodejs')).exitStatus).toBe(0);
  const { stderr } = await init('--kind', 'custom', '--start', './run');
  expect(stderr).toContain('infrastructure/app.ts says that the application\'s kind is nodejs, but you asked for custom, ');
});
