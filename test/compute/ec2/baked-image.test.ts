import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Match, type Template } from 'aws-cdk-lib/assertions';
import { InstanceType } from 'aws-cdk-lib/aws-ec2';
import {
  Application, Compute, Environment, HostImage, Logs, Nat, Network, Patches, Provisioning, Runtime, Secret, type Ec2Options, type EnvironmentOptions,
} from '../../../src';
import { only, text } from '../../helpers/resources';
import { environmentTemplate, pipelineTemplate } from '../../helpers/web-pipeline';

const scratch = mkdtempSync(join(tmpdir(), 'baked-image-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

function fileOf(name: string, content: string): string {
  const path = join(scratch, name);
  writeFileSync(path, content);
  return path;
}

const staging = (compute: Ec2Options, options: EnvironmentOptions = {}): Environment =>
  Environment.named('staging', { ...options, compute: Compute.ec2(compute) });
const PARTS = [Provisioning.packages('jq')];
const baked = environmentTemplate(staging({ image: HostImage.baked(), provisioning: PARTS }));

interface Step { readonly name: string; readonly inputs: { readonly commands: readonly string[] } }
interface Phase { readonly name: string; readonly steps: readonly Step[] }

function phase(template: Template, name: string): readonly Step[] {
  const { Data } = only(template, 'AWS::ImageBuilder::Component').Properties;
  return (JSON.parse(text(Data)) as { phases: readonly Phase[] }).phases.find((each) => each.name === name)!.steps;
}

function userDataOf(template: Template): string {
  const { UserData } = only(template, 'AWS::EC2::LaunchTemplate').Properties.LaunchTemplateData as { UserData: { 'Fn::Base64': unknown } };
  return text(UserData['Fn::Base64']);
}

const nameOf = (template: Template, type: string): string => text(only(template, `AWS::ImageBuilder::${type}`).Properties.Name);

test('the launch template uses the baked and tested image, made from the newest Amazon Linux 2023 of the change set', () => {
  baked.hasResourceProperties('AWS::EC2::LaunchTemplate', {
    LaunchTemplateData: { ImageId: { 'Fn::GetAtt': [Match.stringLikeRegexp('^LaunchTemplateImage'), 'ImageId'] } },
  });
  baked.hasResourceProperties('AWS::ImageBuilder::ImageRecipe', {
    ParentImage: { Ref: Match.stringLikeRegexp('^SsmParameterValueawsserviceamiamazonlinuxlatest') },
    BlockDeviceMappings: [{ DeviceName: '/dev/xvda', Ebs: { Encrypted: true, VolumeSize: 20, VolumeType: 'gp3', DeleteOnTermination: true } }],
  });
  baked.hasResourceProperties('AWS::ImageBuilder::Image', {
    ImageTestsConfiguration: { ImageTestsEnabled: true },
    DeletionSettings: { ExecutionRole: { 'Fn::GetAtt': [Match.stringLikeRegexp('DeletionRole'), 'Arn'] } },
    LoggingConfiguration: { LogGroupName: { Ref: Match.stringLikeRegexp('ImageLogs') } },
  });
});

test('the old image is deleted when the new one is in use', () => {
  expect(only(baked, 'AWS::ImageBuilder::Image')).not.toHaveProperty('DeletionPolicy');
  expect(only(baked, 'AWS::ImageBuilder::Image')).not.toHaveProperty('UpdateReplacePolicy');
});

test('`patches` also starts the pipeline for a newer base image', () => {
  const environments = [staging({ image: HostImage.baked() })];
  pipelineTemplate({ environments, patches: Patches.weekly() }).hasResourceProperties('AWS::StepFunctions::StateMachine', {
    DefinitionSubstitutions: { ParameterNames: Match.stringLikeRegexp('^/aws/service/ami-amazon-linux-latest/al2023-ami-kernel-[^,]+$') },
  });
});

test('the image contains what a host would install, in the same order, and the agent does not run in it', () => {
  const [{ inputs: { commands: [script] } }] = phase(baked, 'build');
  const steps = ['install_nodejs', 'run_parts_script', 'install_codedeploy_agent', 'finish_image'];
  expect(script.split('\n').filter((line) => steps.includes(line))).toEqual(steps);
  expect(spawnSync('bash', ['-n'], { input: script }).status).toBe(0);
  expect(script).toMatch(/GOSTYLE_PARTS_URL="s3:\/\/cdk-hnb659fds-assets-.*\.sh" GOSTYLE_REGION="<AWS::Region>"/);
});

test('a host with a baked image runs the same steps and installs nothing again', () => {
  const script = userDataOf(baked);
  const steps = [
    'write_environment_file', 'use_installed_packages', 'install_nodejs', 'start_placeholder', 'run_parts_script', 'start_codedeploy_agent',
  ];
  expect(script.split('\n').filter((line) => steps.includes(line))).toEqual(steps);
  expect(script).toContain("export GOSTYLE_PARTS_URL=''");
  expect(script).not.toContain('curl -fsS --retry 5 --retry-connrefused');
});

/** A machine with these packages and programs, which records the calls. */
function machine(packages: readonly string[], units: Record<string, string> = {}): (script: string) => { status: number | null; said: string } {
  const bin = mkdtempSync(join(scratch, 'bin-'));
  const programs: Record<string, string> = {
    rpm: [
      'if [[ "$2" == --queryformat ]]; then echo 1.8.1-26; exit; fi',
      `for name in "\${@:3}"; do [[ " ${packages.join(' ')} " == *" $name "* ]] || exit 1; done`,
    ].join('\n'),
    dnf: 'echo "really: dnf $*"',
    systemctl: `case "$*" in ${Object.entries(units).map(([call, answer]) => `"${call}") ${answer} ;;`).join(' ')} *) echo "systemctl $*" ;; esac`,
    unshare: 'shift; exec "$@"',
  };
  for (const [name, content] of Object.entries(programs)) writeFileSync(join(bin, name), `#!/bin/bash\n${content}\n`, { mode: 0o755 });
  return (script) => {
    const { status, stdout, stderr } = spawnSync('bash', ['--norc', '-c', script], { encoding: 'utf8', env: { PATH: `${bin}:${process.env.PATH}` } });
    return { status, said: stdout + stderr };
  };
}

test('packages in the image are not installed again, others are', () => {
  const script = userDataOf(baked);
  const shim = script.slice(script.indexOf('use_installed_packages() {'), script.indexOf('\nuse_installed_packages\n') + 24);
  const run = machine(['nodejs24', 'jq']);
  expect(run(`set -euo pipefail\n${shim}\ndnf install -y -q nodejs24 jq`)).toEqual({ status: 0, said: 'dnf: the machine image has nodejs24 jq\n' });
  expect(run(`set -euo pipefail\n${shim}\ndnf install -y -q nodejs24 tar`)).toEqual({ status: 0, said: 'really: dnf install -y -q nodejs24 tar\n' });
});

describe('the test of an image', () => {
  const template = environmentTemplate(staging({ image: HostImage.baked() }, { logs: Logs.cloudWatch({ unit: 'web.service' }) }));
  const [{ inputs: { commands: [whole] } }] = phase(template, 'test');
  // This machine has no Node.js where hosts have it.
  const script = whole.replace('\ninstall_nodejs\n', '\n');
  const stopped = { 'is-active --quiet codedeploy-agent': 'exit 3' };

  test('passes without a network when everything is there', () => {
    expect(whole.startsWith('unshare --net bash ')).toBe(true);
    expect(machine(['amazon-cloudwatch-agent'], stopped)(script)).toEqual({ status: 0, said: 'baking: the image has what a host needs\n' });
  });

  test.each<[string, () => { status: number | null; said: string }, string]>([
    ['a package is missing', () => machine([], stopped)(script), 'amazon-cloudwatch-agent is not installed'],
    ['the agent runs', () => machine(['amazon-cloudwatch-agent'], { 'is-active --quiet codedeploy-agent': 'exit 0' })(script),
      'the CodeDeploy agent runs'],
    ['the agent is another one', () => machine(['amazon-cloudwatch-agent'], stopped)(script.replaceAll('1.8.1-26', '1.7.0-92')),
      'agent is 1.8.1-26'],
  ])('fails where %s', (_what, run, said) => {
    expect(run()).toEqual({ status: 1, said: expect.stringContaining(said) as string });
  });

  test('fails if a part of provisioning has not run', () => {
    const [{ inputs: { commands: [withParts] } }] = phase(baked, 'test');
    const known = withParts.replace('\ninstall_nodejs\n', '\n').replace(/\$\{AWS::(\w+)\}/g, '$1');
    expect(machine([], stopped)(known).said).toMatch(/parts-[0-9a-f]{16}\.sh has not run/);
  });

  test('the user\'s own test scripts run after it, each an asset', () => {
    const tests = [fileOf('one.sh', '#!/bin/bash\ntrue\n'), fileOf('two.sh', '#!/usr/bin/env bash\ntrue\n')];
    expect(phase(environmentTemplate(staging({ image: HostImage.baked({ tests }) })), 'test').map(({ name }) => name))
      .toEqual(['TestWithoutNetwork', 'Test1', 'Test2']);
  });
});

describe('names change with everything that changes the image', () => {
  const same = environmentTemplate(staging({ image: HostImage.baked(), provisioning: PARTS }));
  test('not for the same', () => {
    expect(nameOf(same, 'ImageRecipe')).toBe(nameOf(baked, 'ImageRecipe'));
    expect(nameOf(baked, 'ImageRecipe')).toMatch(/^Web-staging-[0-9a-f]{12}-<SsmParameterValue.*>$/);
  });
  test.each<[string, Ec2Options]>([
    ['parts', { provisioning: [Provisioning.packages('tar')] }],
    ['agent', { provisioning: PARTS, codeDeployAgent: '1.7.0-92' }],
    ['volume', { provisioning: PARTS, volumeSizeGiB: 30 }],
    ['tests', { provisioning: PARTS, image: HostImage.baked({ tests: [fileOf('test.sh', '#!/bin/bash\ntrue\n')] }) }],
  ])('%s', (_what, options) => {
    expect(nameOf(environmentTemplate(staging({ image: HostImage.baked(), ...options })), 'ImageRecipe')).not.toBe(nameOf(baked, 'ImageRecipe'));
  });
});

test('the build instance may read its scripts and no parameter; the lifecycle role deletes only images of Image Builder', () => {
  const policies = JSON.stringify(baked.findResources('AWS::IAM::Policy'));
  expect(policies).not.toMatch(/ssm:GetParameter/);
  baked.hasResourceProperties('AWS::IAM::Policy', {
    PolicyDocument: {
      Statement: Match.arrayWith([Match.objectLike({
        Action: 'ec2:DeregisterImage', Condition: { StringEquals: { 'aws:ResourceTag/CreatedBy': 'EC2 Image Builder' } },
      })]),
    },
  });
});

test('hosts may not read a script that is in the image', () => {
  const ofHosts = Object.entries(baked.findResources('AWS::IAM::Policy')).filter(([id]) => id.startsWith('InstanceRole'));
  expect(JSON.stringify(ofHosts)).not.toContain('cdk-hnb659fds-assets');
});

test('secrets and logs are baked in, too', () => {
  const template = environmentTemplate(staging({ image: HostImage.baked() }, {
    logs: Logs.cloudWatch({ unit: 'web.service' }), uses: [Secret.fromSecretsManager({ KEY: 'key' })],
  }));
  expect(phase(template, 'build')[0].inputs.commands[0]).toContain("export GOSTYLE_IMAGE_PACKAGES='amazon-cloudwatch-agent\nawscli-2'");
});

test('the image is for the processor of the instances', () => {
  const template = environmentTemplate(staging({ image: HostImage.baked(), instanceType: new InstanceType('t4g.small') }));
  template.hasResourceProperties('AWS::ImageBuilder::InfrastructureConfiguration', { InstanceTypes: ['t4g.small'] });
  template.hasResourceProperties('AWS::ImageBuilder::ImageRecipe', { ParentImage: { Ref: Match.stringLikeRegexp('arm64') } });
});

test('no other logical id changes, and without it there are no resources of Image Builder', () => {
  const without = environmentTemplate(staging({ provisioning: PARTS })).toJSON().Resources as Record<string, { Type: string }>;
  const withIt = baked.toJSON().Resources as Record<string, { Type: string }>;
  expect(Object.keys(without).filter((id) => !(id in withIt))).toEqual([]);
  expect(Object.values(without).filter(({ Type }) => Type.startsWith('AWS::ImageBuilder'))).toEqual([]);
});

describe('fails', () => {
  test.each<[string, () => unknown, RegExp]>([
    ['for a test that does not exist', () => HostImage.baked({ tests: ['nowhere.sh'] }), /`compute.image.tests` must be a file, got: ".*nowhere.sh"/],
    ['for a test without #!', () => HostImage.baked({ tests: [fileOf('plain.sh', 'true\n')] }),
      /`compute.image.tests` must begin with `#!\/bin\/bash`/],
    ['without access to the internet',
      () => environmentTemplate(staging({ image: HostImage.baked() }, { network: Network.own({ nat: Nat.none() }) })),
      /`compute.image` must not be baked in a network without access to the internet, got: "HostImage.baked"; use `Nat.gateways\(1\)`/],
    ['for a script of a runtime that Image Builder would change', () => {
      const runtime = Runtime.custom({ name: 'Mine', hostScripts: [fileOf('mine.sh', '#!/bin/bash\necho "{{ x }}"\n')] });
      return environmentTemplate(staging({ image: HostImage.baked() }), { application: Application.custom({ runtime }) });
    }, /must not contain `\{\{` together with `compute.image`/],
  ])('%s', (_what, use, message) => {
    expect(use).toThrow(message);
  });
});
