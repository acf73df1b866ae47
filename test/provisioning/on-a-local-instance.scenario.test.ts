/// <reference path="../../local/src/scripts.d.ts" />
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { App } from 'aws-cdk-lib';
import { readTemplate, withPartsScripts } from '../../local/src/assembly';
import { readFleet } from '../../local/src/resources/ec2/fleet-settings';
import { resolveTemplate } from '../../local/src/stack';
import { inside, TestInstances } from '../../local/test/fleet/test-instances';
import { Compute, Environment, HostImage, Provisioning, type Ec2Options, type IProvisioning } from '../../src';
import { only, text } from '../helpers/resources';
import { environmentTemplate, webPipeline } from '../helpers/web-pipeline';

const FIXTURES = join(__dirname, '..', 'fixtures', 'provisioning');
const LIMITS = Provisioning.script(join(FIXTURES, 'set-limits.sh'));
const PLAYBOOK = Provisioning.ansible(join(FIXTURES, 'playbook.yml'));

// A host boots, and a playbook may run, on a machine that may be busy with other tests.
function successOf<T>(result: { readonly status: string; readonly value?: T }): T {
  if (result.value === undefined) throw new Error(JSON.stringify(result));
  return result.value;
}

const instances = new TestInstances();
afterEach(() => instances.removeAll());

const folder = mkdtempSync(join(tmpdir(), 'provisioning-'));
afterAll(() => rmSync(folder, { recursive: true }));

async function launch(...provisioning: IProvisioning[]) {
  const template = environmentTemplate(Environment.named('staging', { compute: Compute.ec2({ provisioning }) }));
  const { UserData } = only(template, 'AWS::EC2::LaunchTemplate').Properties.LaunchTemplateData as { UserData: { 'Fn::Base64': unknown } };
  const instance = await instances.launch({ userData: text(UserData['Fn::Base64']) });
  const failure = instances.messages.find(({ code }) => code === 'instance.user-data.failed');
  const skipped = instances.messages.filter(({ code }) => code === 'instance.provisioning.skipped')
    .map(({ level, message }) => `${level}: ${message}`);
  return { instance, said: instances.messages.map(({ message }) => message), failure, skipped };
}

test('a host has the result of its provisioning before the agent starts, and this machine is unchanged', async () => {
  const { instance, said } = await launch(LIMITS, Provisioning.packages('jq'));
  expect(instance.userData).toEqual({ code: 0, signal: null });
  expect(said).toEqual(expect.arrayContaining([
    expect.stringMatching(/^provisioning: 01-set-limits took \d+ s/), expect.stringMatching(/^provisioning: 02-packages took \d+ s/),
  ]));
  expect((await inside(instance, 'cat /etc/gostyle-limits/script')).stdout).toBe('by a script');
  expect((await inside(instance, 'ls /var/log/gostyle')).stdout).toBe('provisioning-01-set-limits.log\nprovisioning-02-packages.log');
});

test.each([
  ['a cloud-config document', Provisioning.cloudInit(join(FIXTURES, 'cloud-config.yml')), 'cloud-init',
    'cloud-config', 'by cloud-init', 'cloud-config.yml is not applied, because this machine has no cloud-init'],
  ['a playbook', PLAYBOOK, 'ansible-playbook',
    'playbook', 'by a playbook',
    'playbook.yml is not applied, because this machine has no ansible-playbook: install ansible-core in /usr or /usr/local'],
])('%s is applied if this machine has the program, and otherwise reported as left out', async (_what, part, program, file, made, warning) => {
  const { instance, failure, skipped } = await launch(LIMITS, part);
  // One test with both cases: which one applies depends on this machine.
  const { code } = await inside(instance, `command -v ${program}`);
  const content = (await inside(instance, `cat /etc/gostyle-limits/${file}`)).stdout;
  expect({ status: instance.userData?.code, failure, content, skipped }).toEqual({
    status: 0, failure: undefined, content: code === 0 ? made : '', skipped: code === 0 ? [] : [`warning: provisioning: ${warning}`],
  });
});

test.each<[string, Ec2Options]>([
  ['that user data has no room for', {}], ['that are baked into the image on AWS', { image: HostImage.baked() }],
])('parts %s run from the assembly: nothing is downloaded', async (_what, options) => {
  const noise = Array.from({ length: 600 }, (_, line) => `: a line that user data has no room for, number ${line}`).join('\n');
  writeFileSync(join(folder, 'long.sh'), `#!/bin/bash\n${noise}\necho made >/etc/gostyle-long\n`);
  const app = new App();
  const compute = Compute.ec2({ ...options, provisioning: [Provisioning.script(join(folder, 'long.sh'))] });
  webPipeline({ environments: [Environment.named('staging', { compute })] }, app);
  const { directory, nestedAssemblies: [{ nestedAssembly }] } = app.synth();
  const [{ templateFullPath }] = nestedAssembly.stacks;
  const path = relative(directory, templateFullPath);
  const template = successOf(withPartsScripts(successOf(readTemplate(directory, path)), directory, path));
  const stack = successOf(resolveTemplate(template, {
    stackName: 'Web-staging', parameters: { NotificationTopicArn: 'arn:aws:sns:eu-west-1:111122223333:topic', ArtifactBucketName: 'artifacts' },
  }));
  const group = Object.values(stack.resources).find(({ type }) => type === 'AWS::AutoScaling::AutoScalingGroup')!;
  const { userData, files } = readFleet(stack, group);
  const instance = await instances.launch({ userData, files });
  expect({ status: instance.userData, made: (await inside(instance, 'cat /etc/gostyle-long')).stdout })
    .toEqual({ status: { code: 0, signal: null }, made: 'made' });
});
