import { App, CfnParameter, SecretValue, Stack } from 'aws-cdk-lib';
import { StringParameter } from 'aws-cdk-lib/aws-ssm';
import { Application, Command, Environment, Secret, SecretReference } from '../../src';
import { requireBuildOptions } from '../../src/delivery/build-options';

const TOKEN = `ghp_${'a'.repeat(36)}`;
const KEY = 'MHcCAQEEIIrYSSNQFaA2Hwf1duRSxKtLYX5CB04fSeQ6tF1aY/PuoAoGCCqGSM49';
const stack = new Stack(new App(), 'Stack');
const REFERENCE = SecretReference.fromParameter(StringParameter.fromStringParameterName(stack, 'Parameter', '/stripe'));

/** Everywhere that takes variables, or a text with them. */
const VALUES: readonly (readonly [where: string, make: (value: string) => unknown])[] = [
  ['an environment', (value) => Environment.named('qa', { environmentVariables: { NAME: value } })],
  ['an application', (value) => Application.golang({ environmentVariables: { NAME: value } })],
  ['a build', (value) => { requireBuildOptions('buildOptions', { environmentVariables: { NAME: value } }); }],
  ['a command', (value) => Command.run(value)],
];

const NAMES: readonly (readonly [where: string, make: (name: string) => unknown])[] = [
  ['an environment', (name) => Environment.named('qa', { environmentVariables: { [name]: 'x' } })],
  ['an application', (name) => Application.golang({ environmentVariables: { [name]: 'x' } })],
  ['a build', (name) => { requireBuildOptions('buildOptions', { environmentVariables: { [name]: 'x' } }); }],
];

const SECRETS: readonly (readonly [where: string, make: (name: string) => unknown])[] = [
  ['Secrets Manager', (name) => Secret.fromSecretsManager({ [name]: 'stripe' })],
  ['Parameter Store', (name) => Secret.fromParameterStore({ [name]: '/stripe' })],
  ['references', (name) => Secret.fromReferences({ [name]: REFERENCE })],
];

describe.each(VALUES)('the value of %s', (_where, make) => {
  test.each([
    ['a NUL', 'a\0b', /must not have control characters, got: "\\u0000"; remove it$/],
    ['an escape', 'a\x1b[31m', /must not have control characters, got: "\\u001b"/],
    ['a reference to a secret', '{{resolve:secretsmanager:db:SecretString:password}}', /must not have a dynamic reference, .* in `uses`$/],
    ['a reference to a parameter', 'x={{resolve:ssm-secure:/db:1}}', /must not have a dynamic reference/],
    ['a value of the CDK', SecretValue.secretsManager('db').unsafeUnwrap(), /must not have a dynamic reference/],
    ['a secure parameter of the CDK', StringParameter.valueForSecureStringParameter(stack, '/db', 1), /must not have a dynamic reference/],
    ['a token', `x ${TOKEN}`, /must not contain a secret, .* got: "ghp_\.\.\."/],
    ['a private key', `-----BEGIN EC PRIVATE KEY-----\\n${KEY}`, /must not contain a secret, .* got: "----\.\.\."/],
    ['an access key', 'AKIAIOSFODNN7EXAMPLE', /must not contain a secret/],
  ])('refuses %s', (_what, value, message) => {
    expect(() => make(value)).toThrow(message);
    expect(() => make(value)).toThrow(/^`[\w.]+` must/);
  });

  test.each([
    'npm run migrate\t--all', 'naïve ✓', '$DB_PASSWORD', '{{ mustache }}', 'a'.repeat(40),
    new CfnParameter(stack, `P${stack.node.children.length}`).valueAsString,
  ])('accepts %s', (value) => {
    expect(() => make(value)).not.toThrow();
  });
});

describe.each([...NAMES, ...SECRETS])('a variable of %s', (_where, make) => {
  test.each(['ENV', 'UID', 'PPID', 'GROUPS', 'BASH'])('may be called %s', (name) => {
    expect(() => make(name)).not.toThrow();
  });

  test.each([
    ['PATH', /must not be `PATH`, because nothing adds to it/],
    ['BASH_ENV', /must not be a variable that Bash takes settings or commands from/],
    ['BASHOPTS', /must not be a variable that Bash/],
    ['BASH_FUNC_ls', /must not be a variable that Bash/],
    ['PS4', /must not be a variable that Bash/],
    ['SHELLOPTS', /must not be a variable that Bash/],
    ['A-B', /must be the name of a variable/],
    ['A\0', /must be the name of a variable/],
    [TOKEN, /must not contain a secret, .* got: "ghp_\.\.\."/],
  ])('refuses the name %s', (name, message) => {
    expect(() => make(name)).toThrow(message);
    expect(() => make(name)).not.toThrow(TOKEN);
  });
});

const OF_LOADERS = ['LD_PRELOAD', 'LD_LIBRARY_PATH', 'NODE_OPTIONS', 'PYTHONPATH', 'JAVA_TOOL_OPTIONS'];

test.each(NAMES)('what loaders and interpreters read may be a value of %s', (_where, make) => {
  for (const name of OF_LOADERS) expect(() => make(name)).not.toThrow();
});

test.each(SECRETS)('and no secret of %s', (_where, make) => {
  for (const name of OF_LOADERS) {
    expect(() => make(name)).toThrow(/must not be a variable that code is loaded through, because whoever may change the secret would decide/);
  }
});
