import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { inside, TestInstances } from './test-instances';

const SCRIPT = readFileSync(join(__dirname, '../../../provisioning/codedeploy-endpoint.sh'), 'utf8');

const instances = new TestInstances();
afterEach(() => instances.removeAll());

test('user data of an environment without internet access runs locally, too', async () => {
  const instance = await instances.launch({ userData: SCRIPT });
  expect(await inside(instance, 'cat /etc/codedeploy-agent/conf/codedeployagent.yml && systemctl is-active codedeploy-agent'))
    .toEqual({ code: 0, stdout: '---\n:enable_auth_policy: true\nenable_auth_policy: true\nactive', stderr: '' });
  expect(instances.codes().filter((code) => /fail/i.test(code))).toEqual([]);
});
