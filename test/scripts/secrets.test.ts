import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const SCRIPT = readFileSync(join(__dirname, '..', '..', 'provisioning', 'secrets.sh'), 'utf8');

/** Answers with the content of a file named after the request, and records its calls. */
const AWS = `#!/bin/bash
echo "$*" >>"$CALLS"
for id; do [[ -f "$STORE/\${id//\\//_}" ]] && { cat "$STORE/\${id//\\//_}"; echo; exit 0; }; done
echo 'An error occurred (ResourceNotFoundException)' >&2
exit 254
`;

let directory: string;
const inside = (...names: string[]) => join(directory, ...names);

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'secrets-'));
  for (const name of ['bin', 'store']) mkdirSync(inside(name));
  writeFileSync(inside('bin', 'aws'), AWS);
  chmodSync(inside('bin', 'aws'), 0o755);
});
afterEach(() => rmSync(directory, { recursive: true }));

/** The script's directories are below the test's. */
function run(script: string, variables: Record<string, string> = {}) {
  const text = script.replaceAll('/opt/gostyle', inside('opt')).replaceAll('/run/gostyle-secrets', inside('run'));
  const env = { ...variables, PATH: `${inside('bin')}:${process.env.PATH}`, CALLS: inside('calls'), STORE: inside('store') };
  return spawnSync('bash', ['-c', text], { encoding: 'utf8', env, stdio: ['ignore', 'pipe', 'pipe'] });
}

function install(...secrets: string[]): void {
  const { status, stderr, stdout } = run(SCRIPT, { GOSTYLE_SECRETS: secrets.join('\n'), GOSTYLE_REGION: 'eu-west-1' });
  expect({ status, stderr, stdout }).toEqual({ status: 0, stderr: '', stdout: '' });
}

const keep = (name: string, value: string) => writeFileSync(inside('store', name), value);
const read = () => run(readFileSync(inside('opt', 'read-secrets'), 'utf8'));
const written = () => readFileSync(inside('run', 'environment'), 'utf8');

test('writes values of both stores, readable by root only, whatever they contain', () => {
  keep('stripe', 'it\'s "$HOME" `id` \\ x');
  keep('_shop_key', 'first line\nsecond line');
  install('STRIPE secrets-manager stripe', 'KEY parameter-store /shop/key');
  expect(read()).toMatchObject({ status: 0, stdout: '', stderr: '' });
  expect(written()).toBe('STRIPE="it\'s \\"\\$HOME\\" \\`id\\` \\\\ x"\nKEY="first line\nsecond line"\n');
  expect(statSync(inside('run', 'environment')).mode.toString(8)).toBe('100600');
  expect(statSync(inside('run')).mode.toString(8)).toBe('40700');
  expect(readFileSync(inside('calls'), 'utf8').split('\n')).toEqual([
    'secretsmanager get-secret-value --region eu-west-1 --secret-id stripe --query SecretString --output text',
    'ssm get-parameters --region eu-west-1 --names /shop/key --with-decryption --query Parameters[0].Value --output text',
    '',
  ]);
});

test('requests several fields of a secret once, in the region of its ARN', () => {
  const arn = 'arn:aws:secretsmanager:us-east-1:111122223333:secret:db-AbCdEf';
  keep(arn, '{"username":"app","password":"p\\"w","port":5432}');
  install(`USER secrets-manager ${arn} username`, `PASSWORD secrets-manager ${arn} password`, `PORT secrets-manager ${arn} port`);
  expect(read().status).toBe(0);
  expect(written()).toBe('USER="app"\nPASSWORD="p\\"w"\nPORT="5432"\n');
  expect(readFileSync(inside('calls'), 'utf8').match(/--region us-east-1/g)).toHaveLength(1);
});

test('reads the current value at each start', () => {
  keep('stripe', 'old');
  install('STRIPE secrets-manager stripe');
  read();
  keep('stripe', 'new');
  read();
  expect(written()).toBe('STRIPE="new"\n');
});

test('fails at the first start if a secret is missing, and names it', () => {
  install('STRIPE secrets-manager stripe');
  const { status, stderr } = read();
  expect(status).toBe(1);
  expect(stderr).toContain('ResourceNotFoundException');
});

test('fails if the field is missing, without printing the value', () => {
  keep('db', '{"username":"app-of-the-shop"}');
  install('PASSWORD secrets-manager db password');
  const { status, stderr } = read();
  expect(status).toBe(1);
  expect(stderr).toBe('secrets: db has no field password, or is not JSON\n');
});

test('keeps the last values while the store does not answer', () => {
  keep('stripe', 'value');
  install('STRIPE secrets-manager stripe');
  read();
  rmSync(inside('store', 'stripe'));
  const { status, stderr } = read();
  expect(status).toBe(0);
  expect(stderr).toContain('secrets: what was read last is kept');
  expect(written()).toBe('STRIPE="value"\n');
});
