import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { Compute, Environment, Provisioning, type Ec2Options } from '../../src';
import { only, text } from '../helpers/resources';
import { webPipeline } from '../helpers/web-pipeline';

const scratch = mkdtempSync(join(tmpdir(), 'parts-script-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

/** Lines that user data has no room for. */
const LONG = Array.from({ length: 1000 }, (_, line) => `: a line of a script that is too long for user data, number ${line}`).join('\n');

function script(name: string, content: string): string {
  const path = join(scratch, name);
  writeFileSync(path, `#!/bin/bash\n${content}\n`);
  return path;
}

interface Synthesized {
  readonly template: Template;
  readonly pipeline: Template;
  readonly userData: string;
  /** What of the parts is in the assembly. */
  readonly asset: { readonly name: string; readonly text: string };
}

function synthesize(options: Ec2Options, app = new App()): Synthesized {
  const web = webPipeline({ environments: [Environment.named('staging', { compute: Compute.ec2(options) })] }, app);
  const assembly = app.synth();
  const template = Template.fromStack(web.environment('staging'));
  const { Properties, Metadata } = only(template, 'AWS::EC2::LaunchTemplate');
  const { UserData } = Properties.LaunchTemplateData as { UserData: { 'Fn::Base64': unknown } };
  const { provisioning } = (Metadata as Record<string, { provisioning?: { asset: string } }>)['gostyle:instance'];
  const name = (provisioning?.asset ?? '').replace('../', '');
  return {
    template,
    pipeline: Template.fromJSON(assembly.getStackByName(Stack.of(web).stackName).template as Record<string, unknown>),
    userData: text(UserData['Fn::Base64']),
    asset: { name, text: name && readFileSync(join(assembly.directory, name), 'utf8') },
  };
}

/** The step of user data that runs the script, by bash with its folders below another one. */
function boot(userData: string, root: string, programs: Record<string, string> = {}): { status: number | null; said: string } {
  const bin = mkdtempSync(join(scratch, 'bin-'));
  for (const [name, content] of Object.entries(programs)) writeFileSync(join(bin, name), `#!/bin/bash\n${content}\n`, { mode: 0o755 });
  const variables = userData.slice(userData.indexOf('export GOSTYLE_PARTS_SCRIPT='), userData.indexOf('\nwrite_environment_file()'));
  const step = userData.slice(userData.indexOf('run_parts_script()'), userData.indexOf('\ninstall_codedeploy_agent()'))
    .replaceAll('/var/lib/gostyle', `${root}/var/lib/gostyle`);
  const { status, stdout, stderr } = spawnSync('bash', ['--norc', '-c', `set -euo pipefail\n${variables}\n${step}\necho the agent`], {
    encoding: 'utf8', env: { PATH: `${bin}:${process.env.PATH}`, HOST_ROOT: root },
  });
  return { status, said: stdout + stderr };
}

const first = synthesize({ provisioning: [Provisioning.script(script('long.sh', `${LONG}\necho made`))] });

test('parts that user data has no room for are an asset, which is published and which the instances may download', () => {
  expect(Buffer.byteLength(first.userData)).toBeLessThan(9 * 1024);
  expect(first.asset.text).toContain('number 999\n');
  const key = first.asset.name.replace('asset.', '');
  expect(first.userData).toMatch(new RegExp(`s3://cdk-hnb659fds-assets-.*/${key}`));
  first.template.hasResourceProperties('AWS::IAM::Policy', {
    PolicyDocument: {
      Statement: Match.arrayWith([{
        Action: 's3:GetObject', Effect: 'Allow', Resource: { 'Fn::Join': ['', Match.arrayWith([Match.stringLikeRegexp(`/${key}$`)])] },
      }]),
    },
  });
  first.pipeline.hasResourceProperties('AWS::CodePipeline::Pipeline', {
    Stages: Match.arrayWith([Match.objectLike({ Name: 'staging', Actions: Match.arrayWith([Match.objectLike({ Name: 'PublishAssets' })]) })]),
  });
});

test('the same parts are the same asset, others are another one and so another launch template', () => {
  const again = synthesize({ provisioning: [Provisioning.script(script('long.sh', `${LONG}\necho made`))] });
  const other = synthesize({ provisioning: [Provisioning.script(script('long.sh', `${LONG}\necho something else`))] });
  expect(again).toMatchObject({ userData: first.userData, asset: { name: first.asset.name } });
  expect(other.userData).not.toBe(first.userData);
  expect(other.asset.name).not.toBe(first.asset.name);
});

test('parts that fit stay in user data, and nothing is published', () => {
  const { userData, asset, pipeline } = synthesize({ provisioning: [Provisioning.packages('jq')] });
  expect(userData).toContain('run_part 01-packages');
  expect(asset.name).toBe('');
  expect(JSON.stringify(pipeline.toJSON())).not.toContain('PublishAssets');
});

test('a host downloads the script once, runs it, and gets its agent', () => {
  const root = mkdtempSync(join(scratch, 'host-'));
  const published = join(scratch, 'published.sh');
  writeFileSync(published, '#!/bin/bash\necho "runs, with $GOSTYLE_PARTS_SCRIPT"\n');
  const aws = `echo "aws $*" | sed 's#[^ ]*/##g'; cp ${published} "\${@: -1}"`;
  const { status, said } = boot(first.userData, root, { aws });
  const [name] = /parts-[0-9a-f]{16}\.sh/.exec(first.userData)!;
  expect({ status, said }).toEqual({
    status: 0,
    said: `aws s3 cp --only-show-errors --region <AWS::Region> ${first.asset.name.replace('asset.', '')} ${name}\nruns, with ${name}\nthe agent\n`,
  });
  expect(readdirSync(join(root, 'var/lib/gostyle')).sort()).toEqual([name, `${name}.done`]);
});

test('where the script is already, as in a local run, nothing is downloaded; where it has run, as in a baked image, it does not run again', () => {
  const root = mkdtempSync(join(scratch, 'host-'));
  const [name] = /parts-[0-9a-f]{16}\.sh/.exec(first.userData)!;
  mkdirSync(join(root, 'var/lib/gostyle'), { recursive: true });
  writeFileSync(join(root, 'var/lib/gostyle', name), 'echo runs\n');
  const forbidden = { aws: 'echo downloaded; exit 1' };
  expect(boot(first.userData, root, forbidden)).toEqual({ status: 0, said: 'runs\nthe agent\n' });
  expect(boot(first.userData, root, forbidden)).toEqual({ status: 0, said: 'provisioning: the machine image has it\nthe agent\n' });
});

test('a script that fails, or cannot be downloaded, keeps the agent away', () => {
  const root = mkdtempSync(join(scratch, 'host-'));
  expect(boot(first.userData, root, { aws: 'echo no access >&2; exit 5' })).toEqual({ status: 5, said: 'no access\n' });
  expect(boot(first.userData, root, { aws: 'echo "exit 7" >"${@: -1}"' })).toEqual({ status: 7, said: '' });
  expect(readdirSync(join(root, 'var/lib/gostyle'))).toHaveLength(1);
});

test('fails for user data that is too long without its parts', () => {
  expect(() => webPipeline({
    environments: [Environment.named('staging', {
      environmentVariables: { LONG: 'x'.repeat(16_000) }, compute: Compute.ec2({ provisioning: [Provisioning.packages('jq')] }),
    })],
  })).toThrow(/user data must not be longer than 16384 bytes, got: \d+ .*; shorten `application.environmentVariables` or what/);
});
