import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { inside, TestInstances, until } from './test-instances';
import { freePort } from '../../src/system/free-port';

const SCRIPT = readFileSync(join(__dirname, '../../../provisioning/placeholder.sh'), 'utf8');

const instances = new TestInstances();
afterEach(() => instances.removeAll());

test('the placeholder answers until the agent has a revision, and does not come back after a reboot', async () => {
  const port = await freePort();
  const settings = instances.settings({
    port,
    userData: `#!/bin/bash
      install -d /etc/gostyle
      printf '%s\\n' PORT=${port} HOST=127.0.0.1 HEALTH_CHECK_PATH=/health >/etc/gostyle/environment
      export GOSTYLE_ENVIRONMENT_FILE=/etc/gostyle/environment
      ${SCRIPT}`.replace(/^ {6}/gm, ''),
    environment: {},
  });
  const instance = await instances.launch(settings);
  const status = (path: string) => fetch(`http://127.0.0.1:${port}${path}`).then((response) => response.status, () => 'refused');
  await until(async () => await status('/health') === 200);
  expect(await status('/')).toBe(503);

  await inside(instance, 'mkdir -p /opt/codedeploy-agent/deployment-root/deployment-logs');
  expect(await status('/health')).toBe(200);

  await inside(instance, 'mkdir -p /opt/codedeploy-agent/deployment-root/group/d-1');
  await until(async () => await status('/health') === 'refused');
  await instance.stop();

  const again = await instances.launch(settings);
  await until(async () => (await inside(again, 'systemctl is-active gostyle-placeholder.service')).stdout === 'inactive');
  expect(await status('/health')).toBe('refused');
});
