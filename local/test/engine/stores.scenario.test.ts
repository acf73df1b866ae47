import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterTest } from './after-test';
import { filesWith } from './files-with';
import { GostyleProcess } from './gostyle-process';
import { WebApp } from './web-app';
import { RunClient } from '../../src/web/run-client';

const PASSWORD = 'correct horse battery staple';
const TOKEN = 't0k3n-0f-th3-s3rvic3';
const KEY_LINE = 'MIIEpAIBAAKCAQEA';
const SECRETS = [PASSWORD, TOKEN, KEY_LINE];
const STORES = {
  'parameter-store': { '/password': PASSWORD },
  'secrets-manager': { service: JSON.stringify({ token: TOKEN }), key: `-----BEGIN KEY-----\n${KEY_LINE}\n-----END KEY-----` },
};
const REPORT = '<testsuite><testcase name="is $PASSWORD"><failure message="got $TOKEN">$PASSWORD</failure></testcase></testsuite>';

/** A repository whose build is as careless with its secrets as possible, except that it does not put them into its artifacts. */
function carelessApp(): WebApp {
  const app = new WebApp([{ name: 'production', instances: 1, interval: 1 }]);
  const buildspec = app.read('buildspec.yml')
    .replace('phases:', [
      'env:', '  parameter-store:', '    PASSWORD: /password', '  secrets-manager:', '    TOKEN: service:token', '    KEY: key',
      '  exported-variables: [PASSWORD, COPY]', 'cache:', '  key: cache-$PASSWORD', '  paths: [server.mjs]',
      'reports:', '  unit:', '    files: report.xml',
      'phases:',
    ].join('\n'))
    .replace('      - node test.mjs', [
      '      - echo "$PASSWORD"; echo "$KEY" >&2; printf "%s" "a$TOKEN"',
      '      - export COPY="<$TOKEN>"',
      `      - printf '%s' '${REPORT.replaceAll('$PASSWORD', '%s').replaceAll('$TOKEN', '%s')}' "$PASSWORD" "$TOKEN" "$PASSWORD" > report.xml`,
      '      - |',
      '        set | grep -a KEY || true',
      '      - test ! -e fail || { echo "$PASSWORD $TOKEN $KEY"; exit 1; }',
      '      - node test.mjs',
    ].join('\n'));
  app.write('buildspec.yml', buildspec);
  app.commit('a careless build');
  return app;
}

/** Repeatedly collects what `ps` shows of every process. */
function watchArguments(): { readonly seen: string[] } {
  const seen: string[] = [];
  const timer = setInterval(() => seen.push(execFileSync('ps', ['-eo', 'args'], { encoding: 'utf8' })), 100);
  afterTest(() => clearInterval(timer));
  return { seen };
}

test('the values of --stores appear in no log, no state file, no page and no argument of a process', async () => {
  const app = carelessApp();
  const stores = join(app.directory, '.git/stores.json');
  writeFileSync(stores, JSON.stringify(STORES), { mode: 0o600 });
  const state = join(app.directory, '.gostyle');
  const { seen } = watchArguments();
  const run = new GostyleProcess(app.directory, '--stores', stores, '--approve', 'all', '--verbose');
  await run.untilMessage(({ code }) => code === 'execution.ended');
  app.write('fail', '');
  const failing = app.commit('a build that fails');
  await run.untilMessage(({ code, data }) => code === 'execution.ended' && JSON.stringify(data).includes(failing));

  const client = await RunClient.find(state);
  const shown = await client.state();
  expect(shown.executions.map(({ status }) => status).sort()).toEqual(['Failed', 'Succeeded']);
  const logs = await Promise.all(shown.executions.map(({ id }) => client.logs({ executionId: id })));
  const instances = await client.instanceLogs('production');
  expect(filesWith('***', state).length).toBeGreaterThan(2);
  for (const secret of SECRETS) expect(filesWith(secret, state)).toEqual([]);
  expect(await run.kill('SIGINT')).toBe(1);

  const places = { said: run.text, messages: run.messages, summary: run.summary, shown, logs, instances, arguments: seen };
  expect(JSON.stringify(logs)).toContain('***');
  for (const [place, content] of Object.entries(places)) {
    for (const secret of SECRETS) expect([place, JSON.stringify(content).includes(secret)]).toEqual([place, false]);
  }
  for (const secret of SECRETS) expect(filesWith(secret, state)).toEqual([]);
});
