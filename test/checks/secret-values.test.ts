import { ISSUED as OF_CHECKS } from '../../local/src/checks/issued-tokens';
import { certainSecret, isSecretLike, secretsInEntries, secretsInScript } from '../../local/src/checks/secret-like';
import { ISSUED as OF_LIBRARY } from '../../src/core/issued-tokens';
import { passwordIn, tokenIn } from '../../src/core/secret-values';

const of = (length: number, characters = 'aB3') => characters.repeat(length).slice(0, length);
const hex = (length: number) => of(length, '0a1b2c');

test('the library and the checks know the same issuers', () => {
  expect(OF_LIBRARY).toEqual(OF_CHECKS);
});

const SECRETS: readonly (readonly [whose: string, secret: string])[] = [
  ['an access key of AWS', 'AKIAIOSFODNN7EXAMPLE'],
  ['a temporary key of AWS', 'ASIAIOSFODNN7EXAMPLE'],
  ['a token of GitHub', `ghp_${of(36)}`],
  ['a token of a GitHub app', `ghs_${of(36)}`],
  ['a fine-grained token of GitHub', `github_pat_${of(82)}`],
  ['a token of GitLab', `glpat-${of(20)}`],
  ['a runner of GitLab', `glrt-${of(20)}`],
  ['a token of Atlassian', `ATATT3${of(40)}`],
  ['a token of npm', `npm_${of(36)}`],
  ['a token of PyPI', `pypi-AgE${of(60)}`],
  ['a token of Docker', `dckr_pat_${of(27)}`],
  ['a bot of Slack', 'xoxb-1234567890-abcdefghij'],
  ['a webhook of Slack', `https://hooks.slack.com/services/T00000000/B00000000/${of(24)}`],
  ['a webhook of Discord', `https://discord.com/api/webhooks/1234567890/${of(60)}`],
  ['a webhook of Teams', `https://acme.webhook.office.com/webhookb2/${hex(32)}@${hex(32)}/IncomingWebhook`],
  ['a bot of Telegram', `1234567890:AA${of(33)}`],
  ['a key of Stripe', `sk_live_${of(24)}`],
  ['a webhook of Stripe', `whsec_${of(32)}`],
  ['a token of Shopify', `shpat_${hex(32)}`],
  ['a key of OpenAI', `sk-proj-${of(48)}`],
  ['a key of Anthropic', `sk-ant-api03-${of(48)}`],
  ['a client of Google', `GOCSPX-${of(28)}`],
  ['a token of Vault', `hvs.${of(90)}`],
  ['a token of DigitalOcean', `dop_v1_${hex(64)}`],
  ['a key of SendGrid', `SG.${of(22)}.${of(43)}`],
  ['a key of Azure Storage', `AccountName=shop;AccountKey=${of(86)}==`],
  ['a token of Grafana', `glsa_${of(32)}_${hex(8)}`],
  ['a private key', '-----BEGIN RSA PRIVATE KEY-----\nMIIE'],
  ['a private key of OpenSSH', '-----BEGIN OPENSSH PRIVATE KEY-----'],
  ['a private key of PGP', '-----BEGIN PGP PRIVATE KEY BLOCK-----'],
  ['a header', `curl -H "Authorization: Bearer ${of(30)}" https://example.com`],
  ['a user of curl', 'curl -fsS -u admin:hunter2-hunter2 https://example.com'],
  ['a password of mysql', 'mysql -h db -phunter2-hunter2 shop'],
  ['a password of ssh', 'sshpass -p hunter2-hunter2 ssh me@host'],
  ['a password of Redis', 'redis-cli -h cache -a hunter2-hunter2 ping'],
  ['the password of an address', 'postgres://app:hunter2@db.example.com/shop'],
  ['the password of an address without a user', 'redis://:hunter2@cache.example.com'],
];

test.each(SECRETS)('%s is a secret, anywhere in a text, and not shown', (_whose, secret) => {
  for (const text of [secret, `export NAME=${secret}\n`, `{"a":"${secret}"}`, `my_${secret}`]) {
    expect(certainSecret(text)).toBeDefined();
    expect(tokenIn(text) ?? passwordIn(text)).toBeDefined();
    expect(certainSecret(text)!.shown).not.toContain(secret.slice(secret.indexOf('://') < 0 ? 8 : -12));
  }
});

const HARMLESS: readonly (readonly [what: string, text: string])[] = [
  ['a digest', `sha256:${hex(64)}`],
  ['the hash of an asset', hex(64)],
  ['the integrity of a package', `sha512-${of(86, 'aB3+/Q')}==`],
  ['base64', Buffer.from(of(4000)).toString('base64')],
  ['an ARN', 'arn:aws:secretsmanager:eu-west-1:111122223333:secret:stripe-AbCdEf'],
  ['an account', '111122223333'],
  ['a public key', '-----BEGIN PUBLIC KEY-----\nMIIB'],
  ['a certificate', '-----BEGIN CERTIFICATE-----\nMIIB'],
  ['a public key of SSH', `ssh-ed25519 ${of(68, 'aB3+/Q')} me@example.com`],
  ['a dynamic reference', '{{resolve:secretsmanager:stripe:SecretString:key}}'],
  ['an image', 'ami-0123456789abcdef0'],
  ['a variable', 'psql postgres://app:$DB_PASSWORD@db/shop'],
  ['a variable of a template', 'postgres://app:{{ db_password }}@db/shop'],
  ['a logical id', 'WebDeliveryPipelineArtifactsBucketPolicyAKIA52B8D406'],
  ['a UUID', '2b6e1f3c-5d0a-4c39-9a57-0d8f6f1f7f10'],
  ['a key that may be public', `pk_live_${of(24)}`],
  ['a time in an address', 'https://example.com/a:b@c'],
  ['a user and a group', 'docker run -u 1000:1000 --user node:node image'],
  ['a user of curl in a variable', 'curl -u "$USER:$PASSWORD" https://example.com -u admin:$PASSWORD'],
  ['a password of mysql in a variable', 'mysql -p"$PASSWORD" -P 3306 -p$PASSWORD shop'],
  ['a prompt for a password', 'mysql -u root -p shop'],
  ['a port', 'postgres://db.example.com:5432/shop'],
  ['a name with dashes', 'task-proj-billing-2026-export-nightly'],
  ['a cache key', `npm-cache-key-${hex(32)}`],
];

test.each(HARMLESS)('%s is no secret', (_what, text) => {
  expect([certainSecret(text), tokenIn(text), passwordIn(text)]).toEqual([undefined, undefined, undefined]);
  expect(secretsInScript(text)).toEqual([]);
  expect(secretsInEntries(`${text}\n`)).toEqual([]);
});

test.each([
  ['PGPASSWORD=hunter2 psql -c "select 1"', ['PGPASSWORD']],
  ['export DB_PASSWORD="correct horse"', ['DB_PASSWORD']],
  ['SSHPASS=hunter2 sshpass -e ssh me@host', ['SSHPASS']],
  ['docker run -e API_KEY=f7c1e2 image', ['API_KEY']],
  ['AWS_SECRET_ACCESS_KEY=wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY', ['AWS_SECRET_ACCESS_KEY']],
  ['DB_PASSWORD=production/database/password', []],
  ['migrate --password hunter2', ['password']],
  ['migrate --password=hunter2 --user app', ['password']],
  ['migrate --api-key=f7c1e2', ['api-key']],
  ['curl https://example.com/hook?token=f7c1e2', ['token']],
  ['PGPASSWORD=$DB_PASSWORD psql', []],
  ['PGPASSWORD="$(cat /run/password)" psql', []],
  ['PASSWORD_FILE=/run/secrets/password', []],
  ['DB_PASSWORD=changeme', []],
  ['DB_PASSWORD=your-password', []],
  ['DB_PASSWORD=<password>', []],
  ['CSRF_TOKEN=X-CSRF-Token', []],
  ['DB_PASSWORD=db-password', []],
  ['docker login --password-stdin', []],
  ['docker build --secret id=npm,src=.npmrc .', []],
  ['TOKEN=', []],
])('%s in a script', (text, names) => {
  expect(secretsInScript(text)).toEqual(names);
});

test.each([
  ['db_password: hunter2', ['db_password']],
  ['  mysql_root_password: "hunter2"', ['mysql_root_password']],
  ['- api_key: f7c1e2', ['api_key']],
  ['  "DB_PASSWORD": "hunter2",', ['DB_PASSWORD']],
  ['dbPassword: hunter2', ['dbPassword']],
  ['CONFIG={"db":{"password":"hunter2"}}', ['password']],
  ['CONFIG={"db":"{\\"password\\":\\"hunter2\\"}"}', ['password']],
  ['CONFIG={"password":"$DB_PASSWORD","token":"{{ token }}"}', []],
  ['db_password: "{{ vault_db_password }}"', []],
  ['db_password: !vault |', []],
  ['passwd: $6$rounds=4096$salt$hash', []],
  ['lock_passwd: true', []],
  ['password: changeme', []],
  ['password:', []],
])('%s in a document', (text, names) => {
  expect(secretsInEntries(`---\n${text}\n`)).toEqual(names);
});

test.each([['DB_PIN_PASSWORD', '123456'], ['NPM_TOKEN', 'f7c1'], ['masterUserPassword', 'hunter2']])('%s=%s is a secret', (name, value) => {
  expect(isSecretLike(name, value)).toBe(true);
});

test.each([['MAX_TOKEN', '4096'], ['ClientToken', 'f7c1'], ['PUBLIC_KEY', 'f7c1'], ['HTTP_TOKENS', 'required'], ['DB_PASSWORD_ARN', 'x']])(
  '%s=%s is no secret', (name, value) => {
    expect(isSecretLike(name, value)).toBe(false);
  },
);
