import { SecretValue, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Key } from 'aws-cdk-lib/aws-kms';
import { StringListParameter } from 'aws-cdk-lib/aws-ssm';
import { Application, BuildSecret, Cache, Command, Environment, Nat, Network, Secret, SecretReference, type IAttachment } from '../../src';
import { actionsOf, only, statementsOf, text } from '../helpers/resources';
import { environmentTemplate, environmentWith } from '../helpers/web-pipeline';

const ARN = 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:payments-AbCdEf';

function withSecrets(...uses: IAttachment[]): Template {
  return environmentTemplate(Environment.named('staging', { uses }));
}

function userData(template: Template): string {
  const { UserData } = only(template, 'AWS::EC2::LaunchTemplate').Properties.LaunchTemplateData as { UserData: { 'Fn::Base64': unknown } };
  return text(UserData['Fn::Base64']);
}

const readable = (template: Template) => statementsOf(template, 'InstanceRole')
  .filter((each) => actionsOf(each).some((action) => /GetSecretValue|GetParameters|kms/.test(action)))
  .map((each) => [actionsOf(each).join(), [each.Resource].flat().map(text).join()]);

test('the instances may read exactly these secrets, and request them by name', () => {
  const template = withSecrets(
    Secret.fromSecretsManager({ STRIPE_KEY: 'stripe', PAYMENT_USER: `${ARN}:user`, PAYMENT_PASSWORD: `${ARN}:password` }),
    Secret.fromParameterStore({ TOKEN: '/shop/token', OLD: 'plain' }),
  );
  const own = (service: string) => `arn:<AWS::Partition>:${service}:<AWS::Region>:<AWS::AccountId>`;
  expect(readable(template)).toEqual([
    ['ssm:GetParameters', `${own('ssm')}:parameter/plain,${own('ssm')}:parameter/shop/token`],
    ['secretsmanager:GetSecretValue', `${ARN},${own('secretsmanager')}:secret:stripe-??????`],
  ]);
  expect(userData(template)).toContain(`\nTOKEN parameter-store /shop/token
OLD parameter-store arn:<AWS::Partition>:ssm:<AWS::Region>:<AWS::AccountId>:parameter/plain
STRIPE_KEY secrets-manager stripe
PAYMENT_USER secrets-manager ${ARN} user
PAYMENT_PASSWORD secrets-manager ${ARN} password`);
});

test('the order of attachments does not change the hosts', () => {
  const uses = [Secret.fromSecretsManager({ STRIPE_KEY: 'stripe' }), Secret.fromParameterStore({ TOKEN: '/shop/token' }), Cache.valkey()];
  const launched = (attachments: IAttachment[]) => withSecrets(...attachments).findResources('AWS::EC2::LaunchTemplate');
  expect(launched([...uses].reverse())).toEqual(launched(uses));
});

test('an environment without secrets has no step that reads them', () => {
  expect(userData(withSecrets())).not.toContain('read-secrets');
});

test('the instances may decrypt with a customer managed key', () => {
  const stack = environmentWith('staging', (scope) => ({
    uses: [Secret.fromSecretsManager({ KEY: 'stripe' }, {
      encryptionKey: Key.fromKeyArn(scope, 'Key', 'arn:aws:kms:eu-west-1:111122223333:key/01234567-89ab-cdef-0123-456789abcdef'),
    })],
  }));
  expect(readable(Template.fromStack(stack))).toContainEqual(
    ['kms:Decrypt', 'arn:aws:kms:eu-west-1:111122223333:key/01234567-89ab-cdef-0123-456789abcdef']);
});

test('without internet access instances reach Secrets Manager through an endpoint', () => {
  const template = environmentTemplate(Environment.named('staging', {
    network: Network.own({ nat: Nat.none() }), uses: [Secret.fromSecretsManager({ STRIPE_KEY: 'stripe' })],
  }));
  const endpoints = Object.values(template.findResources('AWS::EC2::VPCEndpoint'))
    .map(({ Properties }) => text((Properties as { ServiceName: unknown }).ServiceName));
  expect(endpoints.filter((name) => name.endsWith('secretsmanager'))).toHaveLength(1);
});

test.each([
  ['a token of GitHub', () => Secret.fromSecretsManager({ KEY: `ghp_${'a'.repeat(36)}` })],
  ['an access key', () => Secret.fromParameterStore({ KEY: 'AKIAIOSFODNN7EXAMPLE' })],
  ['an address with a password', () => Secret.fromSecretsManager({ KEY: 'postgres://app:password@db/shop' })],
])('refuses the value itself, which it does not repeat: %s', (_what, make) => {
  expect(make).toThrow(/^`Secret\.from\w+\.KEY` must be the name of a .*, and not a secret itself, got: "\w{4}\.\.\."; put the value into the store/);
});

test.each([
  ['a variable', 'sk_live_0123456789abcdef', (value: string) => Environment.named('qa', { environmentVariables: { KEY: value } })],
  ['a variable of the application', `glpat-${'a'.repeat(20)}`, (value: string) => Application.nestJs({ environmentVariables: { KEY: value } })],
  ['an address', 'postgres://app:hunter2@db.example.com/shop', (value: string) => Environment.named('qa', { environmentVariables: { KEY: value } })],
  ['a command', `API_TOKEN=ghp_${'a'.repeat(36)} npm run migrate`, (value: string) => Command.run(value)],
])('refuses a secret in %s, and does not repeat it', (_what, value, make) => {
  expect(() => make(value)).toThrow(/^`[\w.]+` must not contain a secret, .* got: "(.{4}\.\.\.|postgres:\/\/app:\*\*\*@)"; put it/);
  expect(() => make(value)).not.toThrow(/hunter2|0123456789|aaaaa/);
});

test.each([
  'pk_live_0123456789abcdef', 'https://example.com/a:b@c', 'postgres://db.example.com:5432/shop', 'eyJhbGciOiJIUzI1NiJ9.eyJyb2xlIjoiYW5vbiJ9.abc',
])('accepts a value that may be public: %s', (value) => {
  expect(() => Environment.named('qa', { environmentVariables: { KEY: value } })).not.toThrow();
});

test.each([
  'migrate -database "postgres://app:$DB_PASSWORD@$DB_HOST/shop" up', 'psql postgres://app:${DB_PASSWORD}@db/shop',
  'psql postgres://app:"$PW"@db/shop', 'psql postgres://app:$(cat /run/password)@db/shop',
])('accepts a command that reads a secret from a variable: %s', (command) => {
  expect(Command.run(command).text).toBe(command);
});

test.each([
  ['fromSecretsManager', 'my secret', /must be the name or ARN of a secret/],
  ['fromSecretsManager', 'arn:aws:ssm:eu-west-1:111122223333:parameter/x', /must be the ARN of a secret of .*; use `fromParameterStore`, with/],
  ['fromSecretsManager', 'arn:aws:s3:::bucket', /must be the ARN of a secret of Secrets Manager, or its name, got: "arn:aws:s3:::bucket"/],
  ['fromSecretsManager', 'stripe:', /must have a field after its last `:`, got: "stri\.\.\."/],
  ['fromSecretsManager', 'stripe:key:AWSCURRENT', /must have a field without spaces, colons and braces, got: "key:AWSCURRENT"/],
  ['fromParameterStore', 'arn:aws:ssm:eu-west-1:111122223333:parameter/shop/x',
    /must be the name of a parameter, .*not its ARN, .*; write `\/shop\/x`$/],
  ['fromParameterStore', '/aws/service/x', /must be the name of a parameter/],
  ['fromParameterStore', 'a//b', /must begin with `\/`/],
  ['fromParameterStore', '/a//b', /must be the name of a parameter/],
] as const)('refuses a name that AWS does not accept: %s %s', (factory, name, message) => {
  expect(() => Secret[factory]({ KEY: name })).toThrow(message);
});

test('refuses a parameter that is a list', () => {
  const list = StringListParameter.fromStringListParameterName(new Stack(), 'List', '/shop/list');
  expect(() => SecretReference.fromParameter(list)).toThrow(/^`SecretReference.fromParameter` must not be a list, got: "\/shop\/list"; use/);
  expect(() => BuildSecret.fromParameter(list)).toThrow(/^`BuildSecret.fromParameter` must not be a list/);
});

test.each<[string, unknown, RegExp]>([
  ['nothing', undefined, /\.uses\[0\]\.bind\(\)` must return `AttachmentConfig`, and no promise of it, got: undefined; return/],
  ['null', null, /must return `AttachmentConfig`/],
  ['text', 'x', /must return `AttachmentConfig`/],
  ['a promise', Promise.resolve({}), /must return `AttachmentConfig`, and no promise of it, got: a Promise/],
  ['alarms that are none', { rollbackAlarms: [5] }, /bind\(\)\.rollbackAlarms\[0\]` must be an IAlarm, got: 5/],
  ['text as a secret', { secrets: { A: 'x' } }, /bind\(\)\.secrets\.A` must be created with this library, got: "x"; write `SecretReference/],
  ['a secret value', { secrets: { A: SecretValue.secretsManager('x') } }, /bind\(\)\.secrets\.A` must be created with this library/],
  ['an empty connection', { connections: [{}] }, /bind\(\)\.connections\[0\]\.connectable` must be given, got: undefined/],
  ['text as a connection', { connections: ['x'] }, /bind\(\)\.connections\[0\]` must be an object, got: "x"/],
  ['an action as permission', { permissions: ['s3:*'] }, /bind\(\)\.permissions\[0\]` must be an object, got: "s3:\*"/],
  ['text as a step', { beforeDeployment: ['x'] }, /bind\(\)\.beforeDeployment\[0\]` must be an IStep, got: "x"/],
])('an attachment that brings %s is refused by its prop', (_what, returned, message) => {
  expect(() => withSecrets({ bind: () => returned } as unknown as IAttachment)).toThrow(message);
});

test('two that set the same variable are refused', () => {
  const twice = [Secret.fromSecretsManager({ KEY: 'one' }), Secret.fromParameterStore({ KEY: '/two' })];
  expect(() => withSecrets(...twice)).toThrow('`environments.staging.uses[1]` must not set a variable that `uses[0]` sets, got: "KEY"');
});
