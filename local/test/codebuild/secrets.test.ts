import { execFileSync } from 'node:child_process';
import { build, removeTemporaryDirectories } from './sample';

afterAll(removeTemporaryDirectories);

const PASSWORD = 'correct horse battery staple';
const KEY = '-----BEGIN KEY-----\nMIIEpAIBAAKCAQEA\n-----END KEY-----';
const STORES = { parameterStore: { '/password': PASSWORD }, secretsManager: { key: KEY, json: '{"token":"t0k3n-0f-th3-s3rvic3"}' } };
const VALUES = [PASSWORD, 'MIIEpAIBAAKCAQEA', 't0k3n-0f-th3-s3rvic3'];

const failing = `<testsuite><testcase name="expects ${PASSWORD}"><failure message="got ${PASSWORD}">${PASSWORD}</failure></testcase></testsuite>`;

function buildspec(last: string): string {
  return JSON.stringify({
    version: 0.2,
    env: {
      'parameter-store': { PASSWORD: '/password' },
      'secrets-manager': { KEY: 'key', TOKEN: 'json:token' },
      'exported-variables': ['PASSWORD', 'COPY', 'BOTH'],
    },
    phases: {
      build: {
        commands: [
          'echo "$PASSWORD"; echo "$KEY"; printf "%s" "a$TOKEN"; echo; echo "$PASSWORD" >&2',
          'export COPY="$PASSWORD" BOTH="<$TOKEN|$PASSWORD>"',
          last,
        ],
      },
    },
    reports: { unit: { files: ['report.xml'] } },
    artifacts: { files: ['a.txt'], name: '$PASSWORD' },
  });
}

const ENDS = [['succeeds', 'true'], ['fails', 'echo "$PASSWORD $TOKEN"; false']];

test.each(ENDS)('no secret is in the output or the files of a build that %s', async (_, last) => {
  const { result, log } = await build(buildspec(last), { tree: { 'a.txt': 'a', 'report.xml': failing }, stores: STORES });
  expect(log.join('\n')).toContain('***');
  for (const value of VALUES) {
    expect(log.filter((line) => line.includes(value))).toEqual([]);
    expect(JSON.stringify(result)).not.toContain(value);
  }
  if (last === 'true') expect(result.exportedVariables).toEqual({ COPY: '***', BOTH: '<***|***>' });
});

test('no process has a secret in its arguments while a build runs', async () => {
  const seen: string[] = [];
  const { result } = await build(buildspec('sleep 0.5'), {
    tree: { 'a.txt': 'a', 'report.xml': failing },
    stores: STORES,
    onOutput: () => seen.push(execFileSync('ps', ['-eo', 'args'], { encoding: 'utf8' })),
  });
  expect(result.status).toBe('SUCCEEDED');
  expect(seen.length).toBeGreaterThan(5);
  for (const value of VALUES) expect(seen.filter((text) => text.includes(value))).toEqual([]);
});

test('each command is told before it runs, with its phase and without secrets', async () => {
  const told: string[] = [];
  const { log } = await build(buildspec(`echo ${VALUES[0]}`), {
    tree: { 'a.txt': 'a', 'report.xml': failing }, stores: STORES, onCommand: (command, phase) => told.push(`${phase}: ${command}`),
  });
  expect(told.at(-1)).toBe('BUILD: echo ***');
  expect(told.map((text) => text.slice(text.indexOf(' ') + 1))).toEqual(
    log.flatMap((line) => /^\[Container\] \S+ \S+ Running command (.*)$/.exec(line)?.[1] ?? []));
});
