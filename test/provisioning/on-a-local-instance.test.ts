/// <reference path="../../local/src/scripts.d.ts" />
import { join } from 'node:path';
import { inside, TestInstances } from '../../local/test/fleet/test-instances';
import { Compute, Environment, Provisioning, type IProvisioning } from '../../src';
import { only, text } from '../helpers/resources';
import { environmentTemplate } from '../helpers/web-pipeline';

const FIXTURES = join(__dirname, '..', 'fixtures', 'provisioning');
const LIMITS = Provisioning.script(join(FIXTURES, 'set-limits.sh'));
const PLAYBOOK = Provisioning.ansible(join(FIXTURES, 'playbook.yml'));

// A host boots, and a playbook may really run, on a machine that may be busy with other tests.
jest.setTimeout(120_000);

const instances = new TestInstances();
afterEach(() => instances.removeAll());

async function launch(...provisioning: IProvisioning[]) {
  const template = environmentTemplate(Environment.named('staging', { compute: Compute.ec2({ provisioning }) }));
  const { UserData } = only(template, 'AWS::EC2::LaunchTemplate').Properties.LaunchTemplateData as { UserData: { 'Fn::Base64': unknown } };
  const instance = await instances.launch({ userData: text(UserData['Fn::Base64']) });
  const failure = instances.messages.find(({ code }) => code === 'instance.user-data.failed');
  return { instance, said: instances.messages.map(({ message }) => message), lastLines: (failure?.data?.lastLines ?? []) as string[] };
}

test('a host has what the parts made when the agent comes, and nothing of it is on this machine', async () => {
  const { instance, said } = await launch(LIMITS, Provisioning.packages('jq'));
  expect(instance.userData).toEqual({ code: 0, signal: null });
  expect(said).toEqual(expect.arrayContaining([
    expect.stringMatching(/^provisioning: 01-set-limits took \d+ s/), expect.stringMatching(/^provisioning: 02-packages took \d+ s/),
  ]));
  expect((await inside(instance, 'cat /etc/gostyle-limits/script')).stdout).toBe('by a script');
  expect((await inside(instance, 'ls /var/log/gostyle')).stdout).toBe('provisioning-01-set-limits.log\nprovisioning-02-packages.log');
});

test('a playbook really runs where Ansible is, and otherwise the host fails with what to install', async () => {
  const { instance, lastLines } = await launch(LIMITS, PLAYBOOK);
  const { code } = await inside(instance, 'command -v ansible-playbook');
  // Not two tests of which one never runs: what is asserted is what this machine must do.
  const made = (await inside(instance, 'cat /etc/gostyle-limits/playbook')).stdout;
  expect({ made, status: instance.userData?.code, says: /install ansible-core/.test(lastLines.join('\n')) })
    .toEqual(code === 0 ? { made: 'by a playbook', status: 0, says: false } : { made: '', status: 1, says: true });
});
