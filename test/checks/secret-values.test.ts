import { certainSecret, withoutSecrets } from '../../local/src/checks/certain-secrets';
import { isSecretLike, secretsInEntries, secretsInScript } from '../../local/src/checks/secret-like';
import { secretIn } from '../../src/core/secret-values';

const of = (length: number, characters = 'aB3') => characters.repeat(length).slice(0, length);
const hex = (length: number) => of(length, '0a1b2c');

const KEY = 'MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7VJTUt9Us8cKj';

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
  ['a private key', `-----BEGIN RSA PRIVATE KEY-----\n${KEY}`],
  ['a private key of OpenSSH, indented', `-----BEGIN OPENSSH PRIVATE KEY-----\n    ${KEY}`],
  ['a private key of PGP', `-----BEGIN PGP PRIVATE KEY BLOCK-----\nVersion: GnuPG v2\n\n${KEY}`],
  ['a private key in JSON', `-----BEGIN PRIVATE KEY-----\\n${KEY}\\n`],
  ['an encrypted key with headers', `-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,0A\n\n${KEY}`],
  ['a header', `curl -H "Authorization: Bearer ${of(30)}" https://example.com`],
  ['a header with a password', `Authorization: Basic ${Buffer.from('app:hunter2').toString('base64')}`],
  ['a header in lower case', `authorization: Bearer ${of(30)}`],
  ['a user of curl among its options', 'curl -sSfu admin:hunter2-hunter2'],
  ['a user of curl on another line', 'curl -fsS \\\n  --user "admin:hunter2-hunter2"'],
  ['the password of a Redis', 'redis-server --requirepass hunter2-hunter2'],
  ['a password of Linux', 'echo app:hunter2-hunter2 | chpasswd'],
  ['a password of a registry', 'docker login -u app -p hunter2-hunter2 registry.example.com'],
  ['a key of the AWS CLI', 'aws configure set aws_secret_access_key wJalrXUtnFEMI/K7MDENG/bPxRfiCY'],
  ['a user of curl', 'curl -fsS -u admin:hunter2-hunter2 https://example.com'],
  ['a password of mysql', 'mysql -h db -phunter2-hunter2 shop'],
  ['a password of ssh', 'sshpass -p hunter2-hunter2 ssh me@host'],
  ['a password of Redis', 'redis-cli -h cache -a hunter2-hunter2 ping'],
  ['the password of an address', 'postgres://app:hunter2@db.example.com/shop'],
  ['the password of an address without a user', 'redis://:hunter2@cache.example.com'],
];

test.each(SECRETS)('%s is a secret, anywhere in a text, and not shown', (_whose, secret) => {
  for (const text of [secret, `\n${secret}\n`, `{"a":"${secret}"}`]) {
    expect(certainSecret(text)).toBeDefined();
    expect(withoutSecrets(text)).not.toMatch(/hunter2|aB3aB3|Us8cKj/);
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
  ...[
    'postgres://user:password@localhost/app', 'postgres://app:changeme@db/app', 'postgres://app:YOUR_PASSWORD@db/app',
    'mysql://app:[password]@db',
    'https://me:xxx@example.com', 'postgres://USER:PASSWORD@HOST:5432/DB', 'https://example.com:8080?mail=me@example.com',
    'postgres://postgres:postgres@db',
    'postgres://{user}:{password}@{host}', 'postgres://app:#{password}@db', 'postgres://%s:%s@%s/app', "'postgres://' + user + ':'+pass+'@db'",
    'postgres://app:%PASSWORD%@db', 'postgres://app:\\${PW}@db', 'postgres://app:$$PW@db', 'https://me:${{secrets.TOKEN}}@github.com/a',
    'https://$TOKEN:x-oauth-basic@github.com/a', 'docker://alpine:3.18@sha256:0a1b2c', "'postgres://app:'+pass+'@db'",
  ].map((text) => ['an address', text] as const),
  ...[
    'curl -u user:password https://example.com', 'curl -u admin:\\$PASS https://example.com', 'curl --user-agent=App:1.0 https://example.com',
    'curl -uri:x', 'curl -u "admin:$(cat password)" https://example.com', 'docker run --name mysql -p3306:3306 mysql', 'mysql --protocol tcp',
    'curl -H "Authorization: Bearer $TOKEN"', 'Authorization: Bearer <token>', 'authorization: token required',
    'Authorization: Basic dXNlcjpzZWNyZXQ=', '# requirepass foobared',
    'echo "app:$PASSWORD" | chpasswd', 'docker login -u AWS --password-stdin',
    'aws configure set aws_secret_access_key "$KEY"', `ghp_${'x'.repeat(36)}`, 'whsec_your_stripe_webhook_secret', 'http://a:b@example.com',
  ].map((text) => ['an argument', text] as const),
  ...["grep -q 'BEGIN PRIVATE KEY' a", "grep -c -- '-----BEGIN PRIVATE KEY-----' key.pem",
    '\0-----BEGIN PRIVATE KEY-----\0-----BEGIN EC PRIVATE KEY-----\0',
    `-----BEGIN PRIVATE KEY-----\n${'x'.repeat(64)}`,
    '-----BEGIN PRIVATE KEY-----\nMIIE...\n-----END PRIVATE KEY-----'].map((text) => ['a marker', text] as const),
  ['a cache key', `npm-cache-key-${hex(32)}`],
];

test.each(HARMLESS)('%s is no secret', (_what, text) => {
  expect(certainSecret(text)).toBeUndefined();
  expect(withoutSecrets(text)).toBe(text);
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
  ...[
    "grep -q '^DB_PASSWORD=' .env || echo 'missing'", "grep 'DB_PASSWORD=' .env || echo 'missing'",
    'sed -i "s/^DB_PASSWORD=.*/DB_PASSWORD=$DB_PASSWORD/" .env',
    'AUTH_TOKEN="Bearer $TOKEN"', 'PASSWORD="x$(openssl rand -hex 8)"', 'PASSWORD=abc$RANDOM', 'PASS="all tests passed"', 'pass=ok',
    "password=os.environ['DB']", 'password=get_password()', 'run --secret="name-of-secret"', 'mysqldump --password -u root',
    'usage: a [--password PASSWORD]',
    'TOKEN=__TOKEN__', 'TOKEN={token}', 'DB_SECRET=shop-db-credentials', 'CSRF_TOKEN=csrf',
  ].map((text): [string, string[]] => [text, []]),
  ["docker run -e 'DB_PASSWORD=hunter2' image", ['DB_PASSWORD']],
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
  ...[
    'update_password: on_create', 'hash_password: sha512', 'pam_password: md5', 'app ALL=(ALL) NOPASSWD: ALL', 'NOPASSWD: ALL', 'password: str',
    'token: string;', '"generate-password": "^1.7.0"', 'password: "pre-{{ x }}"', 'password: omit', 'password: lookup("x")', 'password: ~',
    'root_password: RANDOM',
    'password: ENC[AES256_GCM,data:x]', 'imagePullSecret: regcred', 'id-token: write', 'AccessToken: minutes', '"AccessToken": "minutes"',
    'passwd: files systemd', 'password: str | None = password', 'password = options.password', 'password = pw', 'token = event.token',
    'env:\n  secrets-manager:\n    DB_PASSWORD: shop1:password\n  parameter-store:\n    API_KEY: Shop1\n',
    '{"secrets-manager":{"DB_PASSWORD":"shop1:password"}}',
  ].map((text): [string, string[]] => [text, []]),
  ['env:\n  secrets-manager:\n    A: b\n  variables:\n    DB_PASSWORD: hunter2', ['DB_PASSWORD']],
  ['password = "hunter2"', ['password']],
  ['password = hunter2', ['password']],
  ['password: "hunter2" # of the database', ['password']],
  ['password: hunter2 # of the database', ['password']],
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

test('the password in a configuration of Redis is a secret, and none in a comment', () => {
  expect(certainSecret('port 6379\n  requirepass hunter2\n')?.shown).toBe('requirepass ***');
  expect(certainSecret('port 6379\n# requirepass hunter2\n')).toBeUndefined();
});

test('the library asks the same rule', () => {
  expect(secretIn('AKIAIOSFODNN7EXAMPLE')).toEqual(certainSecret('AKIAIOSFODNN7EXAMPLE'));
});
