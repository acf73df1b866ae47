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

/** Lines that do not fit into user data. */
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
  /** Files of the parts in the assembly. */
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

/** Runs that step of user data in bash, with its directories below another one. */
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

test('provisioning that does not fit into user data is a published asset, which the instances may download', () => {
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

test('the asset and the launch template change only when the provisioning changes', () => {
  const again = synthesize({ provisioning: [Provisioning.script(script('long.sh', `${LONG}\necho made`))] });
  const other = synthesize({ provisioning: [Provisioning.script(script('long.sh', `${LONG}\necho something else`))] });
  expect(again).toMatchObject({ userData: first.userData, asset: { name: first.asset.name } });
  expect(other.userData).not.toBe(first.userData);
  expect(other.asset.name).not.toBe(first.asset.name);
});

test('provisioning that fits stays in user data, and nothing is published', () => {
  const { userData, asset, pipeline } = synthesize({ provisioning: [Provisioning.packages('jq')] });
  expect(userData).toContain('run_part 01-packages');
  expect(asset.name).toBe('');
  expect(JSON.stringify(pipeline.toJSON())).not.toContain('PublishAssets');
});

test('a host downloads the script once and runs it before the agent', () => {
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

test('does not download a script that is there (local runs), and does not run it again where it has run (baked images)', () => {
  const root = mkdtempSync(join(scratch, 'host-'));
  const [name] = /parts-[0-9a-f]{16}\.sh/.exec(first.userData)!;
  mkdirSync(join(root, 'var/lib/gostyle'), { recursive: true });
  writeFileSync(join(root, 'var/lib/gostyle', name), 'echo runs\n');
  const forbidden = { aws: 'echo downloaded; exit 1' };
  expect(boot(first.userData, root, forbidden)).toEqual({ status: 0, said: 'runs\nthe agent\n' });
  expect(boot(first.userData, root, forbidden)).toEqual({ status: 0, said: 'provisioning: the machine image has it\nthe agent\n' });
});

test('the agent is not installed if the script fails or cannot be downloaded', () => {
  const root = mkdtempSync(join(scratch, 'host-'));
  expect(boot(first.userData, root, { aws: 'echo no access >&2; exit 5' })).toEqual({ status: 5, said: 'no access\n' });
  expect(boot(first.userData, root, { aws: 'echo "exit 7" >"${@: -1}"' })).toEqual({ status: 7, said: '' });
  expect(readdirSync(join(root, 'var/lib/gostyle'))).toHaveLength(1);
});

test('fails if user data is too long even without provisioning', () => {
  expect(() => webPipeline({
    environments: [Environment.named('staging', {
      environmentVariables: { LONG: 'x'.repeat(16_000) }, compute: Compute.ec2({ provisioning: [Provisioning.packages('jq')] }),
    })],
  })).toThrow(/user data must not be longer than 16384 bytes, got: \d+ .*; shorten `application.environmentVariables` or what/);
});
