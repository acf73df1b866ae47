import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Stack, Tags, Validations } from 'aws-cdk-lib';
import { Secret as AwsSecret } from 'aws-cdk-lib/aws-secretsmanager';
import {
  Command, Compute, Environment, HostImage, Provisioning, Secret, SecretReference, Source,
  type EnvironmentOptions, type GoStyleWebPipelineProps, type IProvisioning,
} from '../../src';
import { fargate } from '../helpers/fargate';
import { CONNECTION_ARN, webPipeline } from '../helpers/web-pipeline';

const TOKEN = `ghp_${'aB3'.repeat(12)}`;

const KEY = 'MHcCAQEEIIrYSSNQFaA2Hwf1duRSxKtLYX5CB04fSeQ6tF1aY/PuoAoG';

const HEAD = '#cloud-config\nwrite_files:\n';

const directory = mkdtempSync(join(tmpdir(), 'gostyle-secrets-'));
afterAll(() => { rmSync(directory, { recursive: true }); });

function file(name: string, text: string): string {
  const path = join(directory, name);
  writeFileSync(path, text);
  return path;
}

/** What synthesis says of secrets, as an error or a warning, or nothing. */
function said(make: (app: App, stack: Stack) => unknown): string {
  const app = new App();
  const warnings: string[] = [];
  const printed = jest.spyOn(console, 'error').mockImplementation((text: string) => { warnings.push(text); });
  try {
    make(app, new Stack(app, 'WebPipeline'));
    app.synth();
  } catch (error) {
    return (error as Error).message;
  } finally {
    printed.mockRestore();
  }
  return warnings.join('\n').includes('named like a secret') ? warnings.join('\n') : '';
}

const pipeline = (props: () => Partial<GoStyleWebPipelineProps>) => said((app, stack) => webPipeline(props(), app, stack));
const environment = (options: (stack: Stack) => EnvironmentOptions) =>
  said((app, stack) => webPipeline({ environments: [Environment.named('qa', options(stack))] }, app, stack));
const provisioned = (...provisioning: IProvisioning[]) => environment(() => ({ compute: Compute.ec2({ provisioning }) }));
const source = (options: object) => pipeline(() => ({
  source: Source.gitHub({ owner: 'me', repository: 'app', connectionArn: CONNECTION_ARN, ...options }),
}));

const FILE =
  /^`provisioning\[0\]` must have no files with a secret, .* got: ".*:\d+: (ghp_\.\.\.|----\.\.\.|https:\/\/me:\*\*\*@)"; put it into Secrets/;
const WARNING = /WARNING what is named like a secret should not be written in a template, which many may read, got: "[\w.-]+" \(gostyle\)/;
const TEMPLATE = /a secret must not be written in a template, which many may read.* got: "?[\w.-]+"? \(gostyle\)/;

test.each<[what: string, make: () => string, message: RegExp]>([
  ['a script', () => provisioned(Provisioning.script(file('a.sh', `#!/bin/bash\nlogin ${TOKEN}\n`))), FILE],
  ['a script without a line break at its end', () => provisioned(Provisioning.script(file('b.sh', `#!/bin/bash\nlogin ${TOKEN}`))), FILE],
  ['a script with a key',
    () => provisioned(Provisioning.script(file('c.sh', `#!/bin/bash\ncat <<END\n-----BEGIN PRIVATE KEY-----\n${KEY}\n`))), FILE],
  ['a script that does not fit into user data',
    () => provisioned(Provisioning.script(file('d.sh', `#!/bin/bash\n${'# long\n'.repeat(4000)}curl https://me:hunter2@host\n`))), FILE],
  ['a cloud-config document',
    () => provisioned(Provisioning.cloudInit(file('e.yml', `${HEAD}  - path: /a\n    content: ${TOKEN}\n`))), FILE],
  ['a playbook', () => {
    file('vars.yml', `token: ${TOKEN}\n`);
    return provisioned(Provisioning.ansible(file('site.yml', '- hosts: localhost\n  vars_files: [vars.yml]\n  tasks: []\n')));
  }, FILE],
  ['a script with a password', () => provisioned(Provisioning.script(file('f.sh', '#!/bin/bash\nDB_PASSWORD=hunter2 setup\n'))), WARNING],
  ['the same in a script without a line break at its end',
    () => provisioned(Provisioning.script(file('g.sh', '#!/bin/bash\nDB_PASSWORD=hunter2'))), WARNING],
  ['the same in one that does not fit into user data',
    () => provisioned(Provisioning.script(file('h.sh', `#!/bin/bash\n${'# long\n'.repeat(4000)}DB_PASSWORD=hunter2 setup\n`))), WARNING],
  ['a document with a password',
    () => provisioned(Provisioning.cloudInit(file('i.yml', `${HEAD}  - path: /a\n    content: |\n      db_password: hunter2\n`))), WARNING],
  ['the test of an image', () => environment(() => ({
    compute: Compute.ec2({ image: HostImage.baked({ tests: [file('test.sh', `#!/bin/bash\nlogin ${TOKEN}\n`)] }) }),
  })), /^`compute\.image\.tests` must have no files with a secret/],
  ['a password among the variables', () => environment(() => ({ environmentVariables: { DB_PASSWORD: 'hunter2' } })), WARNING],
  ['the same in a container', () => environment(() => ({
    compute: fargate(), environmentVariables: { DB_PASSWORD: 'hunter2' },
  })), WARNING],
  ['the same in a function', () => environment(() => ({
    compute: Compute.lambda({ startScript: 'run.sh' }), environmentVariables: { DB_PASSWORD: 'hunter2' },
  })), WARNING],
  ['the same in a build', () => pipeline(() => ({ buildOptions: { environmentVariables: { DB_PASSWORD: 'hunter2' } } })), WARNING],
  ['a password before a command', () => environment(() => ({ beforeDeployment: Command.run('PGPASSWORD=hunter2 npm run migrate') })), WARNING],
  ['the same in a task', () => environment(() => ({
    compute: fargate(), beforeDeployment: Command.run('npm run migrate -- --password hunter2'),
  })), WARNING],
  ['a token as a field', () => environment(() => ({ uses: [Secret.fromSecretsManager({ KEY: `stripe:${TOKEN}` })] })),
    /^`Secret\.fromSecretsManager\.KEY` must be the name of a .* got: "ghp_\.\.\."/],
  ['a token as the field of a reference', () => environment((stack) => ({
    uses: [Secret.fromReferences({ KEY: SecretReference.fromSecretsManager(new AwsSecret(stack, 'Secret'), TOKEN) })],
  })), /^`SecretReference\.fromSecretsManager\.field` must be the name of a field/],
  ['a key of a language model as a name', () => environment(() => ({ uses: [Secret.fromSecretsManager({ KEY: `sk-proj-${'aB3'.repeat(12)}` })] })),
    /^`Secret\.fromSecretsManager\.KEY` must be the name of a .* got: "sk-p\.\.\."/],
  ['a token as a branch', () => source({ branch: TOKEN }), TEMPLATE],
  ['a token as a repository', () => source({ repository: TOKEN }), TEMPLATE],
  ['a token in a path', () => source({ includePaths: [`${TOKEN}/**`] }), TEMPLATE],
  ['a token in a tag', () => said((app, stack) => { Tags.of(webPipeline({}, app, stack)).add('team', TOKEN); }), TEMPLATE],
])('finds %s, and does not repeat it', (_what, make, message) => {
  const text = make();
  expect(text).toMatch(message);
  expect(text).not.toMatch(/aB3aB3|hunter2|NQFaA2/);
});

test('one that is no secret is acknowledged', () => {
  expect(said((app, stack) => {
    const web = webPipeline({ environments: [Environment.named('qa', { environmentVariables: { DB_PASSWORD: 'hunter2' } })] }, app, stack);
    Validations.of(web.environment('qa')).acknowledge({ id: 'gostyle::template.secret', reason: 'a database without anything in it' });
  })).toBe('');
});

test.each(['changeme', '/run/secrets/password', '$DB_PASSWORD', 'db-password'])('DB_PASSWORD=%s is no secret', (value) => {
  expect(environment(() => ({ environmentVariables: { DB_PASSWORD: value } }))).toBe('');
});
