import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { inside, TestInstances } from './test-instances';
import { freePort } from '../../src/system/free-port';
import { until } from '../until';

const script = (name: string) => readFileSync(join(__dirname, '../../../provisioning', `${name}.sh`), 'utf8');

const instances = new TestInstances();
afterEach(() => instances.removeAll());

test.each([
  ['node', 'fetched', 'mkdir group/d-1/deployment-archive'],
  ['node', 'recorded', 'touch deployment-instructions/group_most_recent_install'],
  ['python', 'fetched', 'mkdir group/d-1/deployment-archive'],
  ['python', 'recorded', 'touch deployment-instructions/group_most_recent_install'],
])('the placeholder in %s answers until a revision is %s, and does not come back after a reboot', async (language, _what, fetched) => {
  const port = await freePort();
  const settings = instances.settings({
    port,
    userData: [
      '#!/bin/bash',
      'install -d /etc/gostyle',
      `printf '%s\\n' PORT=${port} HOST=127.0.0.1 HEALTH_CHECK_PATH=/health >/etc/gostyle/environment`,
      'export GOSTYLE_ENVIRONMENT_FILE=/etc/gostyle/environment',
      script(`placeholder-${language}`),
      script('placeholder'),
    ].join('\n'),
    environment: {},
  });
  const instance = await instances.launch(settings);
  const problems = instances.messages.filter(({ level }) => level === 'error' || level === 'warning');
  expect([instance.userData, problems]).toEqual([{ code: 0, signal: null }, []]);
  const status = (path: string) => fetch(`http://127.0.0.1:${port}${path}`).then((response) => response.status, () => 'refused');
  await until(async () => await status('/health') === 200).catch(async (error: Error) => {
    const { stdout } = await inside(instance, 'systemctl status gostyle-placeholder; journalctl --unit gostyle-placeholder');
    throw new Error(`${error.message}\n${stdout}`);
  });
  // Not an error of the application, which an alarm would count, and not cached in place of the application's own response.
  const elsewhere = await fetch(`http://127.0.0.1:${port}/`);
  expect([elsewhere.status, elsewhere.headers.get('cache-control')]).toEqual([404, 'no-store']);

  // A request with a body gets a response instead of a reset, which the load balancer would count as its own error.
  const posted = await fetch(`http://127.0.0.1:${port}/upload`, { method: 'POST', body: 'x'.repeat(300_000) });
  expect([posted.status, await posted.text()]).toEqual([404, 'no revision is deployed yet\n']);

  // The agent creates this before traffic is blocked.
  await inside(instance, 'cd /opt/codedeploy-agent/deployment-root '
    + '&& mkdir -p deployment-logs deployment-instructions ongoing-deployment group/d-1/logs && touch ongoing-deployment/d-1');
  for (let asked = 0; asked < 20; asked += 1) expect(await status('/health')).toBe(200);

  await inside(instance, `cd /opt/codedeploy-agent/deployment-root && ${fetched}`);
  await until(async () => await status('/health') === 'refused');
  await instance.stop();

  const again = await instances.launch(settings);
  await until(async () => (await inside(again, 'systemctl is-active gostyle-placeholder.service')).stdout === 'inactive');
  expect(await status('/health')).toBe('refused');
});
