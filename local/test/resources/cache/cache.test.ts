import { readdirSync, readFileSync, statSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { cacheKind } from '../../../src/resources/cache/cache-kind';
import { cachePrograms } from '../../../src/resources/cache/cache-programs';
import { LocalCache } from '../../../src/resources/cache/local-cache';
import { generatedSecretKind } from '../../../src/resources/generated-secret/generated-secret-kind';
import { LocalSecret } from '../../../src/resources/generated-secret/local-secret';
import { isFreePort } from '../../../src/system/free-port';
import { resolvedTemplate } from '../resolved-template';
import { UsedResource } from '../used-resource';

const ARN = 'arn:aws:secretsmanager:us-east-1:123456789012:secret:CacheSecret-AbCdEf';
const PASSWORD = 'a "long" password';
const SETTINGS = { engine: 'valkey', version: '8.2', user: 'default', password: { id: ARN }, cluster: false };
const withServer = cachePrograms('valkey') ? test : test.skip;

/** Sends commands like a Redis client, and returns the lines of the responses. */
function ask(address: string, ...commands: string[][]): Promise<string> {
  const [host, port] = address.split(':');
  return new Promise((resolve, reject) => {
    const socket = connect({ host, port: Number(port) });
    let answer = '';
    socket.setEncoding('utf8').on('data', (text: string) => { answer += text; }).on('end', () => resolve(answer)).on('error', reject);
    const encoded = [...commands, ['QUIT']].map((words) =>
      [`*${words.length}`, ...words.flatMap((word) => [`$${Buffer.byteLength(word)}`, word]), ''].join('\r\n'));
    socket.write(encoded.join(''));
  });
}

withServer('a cache is a real server with a password, which keeps what it holds and comes back when it ends', async () => {
  const used = new UsedResource('Cache', { [ARN]: PASSWORD });
  const cache = used.opened(new LocalCache(used.context));
  await cache.start(SETTINGS, used.work);
  const panel = () => cache.describe().panel!;
  expect(panel()).toMatchObject({ title: expect.stringMatching(/^(Valkey|Redis)$/), status: 'Running' });
  const { address } = panel();
  expect(await ask(address!, ['GET', 'visits'])).toContain('NOAUTH');
  expect(await ask(address!, ['AUTH', 'default', PASSWORD], ['SET', 'visits', '41'])).toMatch(/^\+OK\r\n\+OK/);
  await cache.stop();
  await cache.start(SETTINGS, used.work);
  expect(await ask(address!, ['AUTH', 'default', PASSWORD], ['INCR', 'visits'])).toContain(':42');
  // Its password is in no file.
  const files = readdirSync(used.directory, { recursive: true, encoding: 'utf8' }).map((name) => join(used.directory, name));
  expect(files.filter((path) => statSync(path).isFile() && readFileSync(path).includes(PASSWORD))).toEqual([]);
});

withServer('one that ends by itself is started again', async () => {
  const used = new UsedResource('Cache', { [ARN]: PASSWORD });
  const cache = used.opened(new LocalCache(used.context));
  await cache.start(SETTINGS, used.work);
  const { address } = cache.describe().panel!;
  await ask(address!, ['AUTH', 'default', PASSWORD], ['SHUTDOWN', 'NOSAVE']).catch(() => undefined);
  await used.until(() => used.said.filter(({ code }) => code === 'cache.started').length === 2);
  expect(used.said.find(({ code }) => code === 'cache.ended')?.message)
    .toMatch(/exited unexpectedly \(exit status 0\) and is started again; its log: /);
  expect(await ask(address!, ['AUTH', 'default', PASSWORD], ['PING'])).toContain('PONG');
});

withServer('without nodes it is a cluster that knows a user', async () => {
  const used = new UsedResource('Cache', { [ARN]: PASSWORD });
  const cache = used.opened(new LocalCache(used.context));
  const settings = { ...SETTINGS, user: 'app', cluster: true };
  await cache.start(settings, used.work);
  const { address } = cache.describe().panel!;
  expect(await ask(address!, ['AUTH', 'default', PASSWORD])).toContain('WRONGPASS');
  expect(await ask(address!, ['AUTH', 'app', PASSWORD], ['MSET', 'one', '1', 'two', '2'])).toContain('CROSSSLOT');
  await cache.stop();
  await cache.start(settings, used.work);
  expect(await ask(address!, ['AUTH', 'app', PASSWORD], ['SET', 'one', '1'])).toMatch(/\+OK\r\n\+OK/);
});

withServer('one that does not become a cluster does not run, and another start does not leave the one before', async () => {
  const used = new UsedResource('Cache', { [ARN]: PASSWORD });
  let client = '/bin/false';
  const cache = used.opened(new LocalCache(used.context, (engine) => ({ ...cachePrograms(engine)!, client })));
  const settings = { ...SETTINGS, cluster: true };
  await expect(cache.start(settings, used.work)).rejects.toThrow(/^Cache: (Valkey|Redis) did not become a cluster: $/);
  const { address, status } = cache.describe().panel!;
  const isFree = () => isFreePort(Number(address!.split(':')[1]));
  expect([status, await isFree()]).toEqual(['Starting', true]);
  ({ client } = cachePrograms('valkey') as { client: string });
  await cache.start(settings, used.work);
  await cache.start(settings, used.work);
  await cache.stop();
  expect(await isFree()).toBe(true);
});

test('a missing server is reported once, and the environment continues', async () => {
  const used = new UsedResource('Cache', { [ARN]: PASSWORD });
  const cache = new LocalCache(used.context, () => undefined);
  await cache.start(SETTINGS, used.work);
  await cache.update(SETTINGS, SETTINGS, used.work);
  expect(used.said.map(({ code, message }) => [code, message])).toEqual([['cache.missing', expect.stringContaining(
    'production uses Cache, and this machine has neither valkey-server nor redis-server: the application runs without a cache. Install one')]]);
  expect(cache.describe().panel).toMatchObject({ status: 'Stopped', title: 'Valkey' });
});

test('the engine of the template is preferred to the other one', () => {
  expect(cachePrograms('valkey', '/nowhere')).toBeUndefined();
  expect(['valkey', 'redis']).toContain(cachePrograms('redis')?.title.toLowerCase() ?? 'redis');
});

test('reads the cache and the location of its password from the template', () => {
  const password = { 'Fn::Sub': '{{resolve:secretsmanager:${Token}:SecretString:::}}' };
  const result = resolvedTemplate({
    Token: { Type: 'AWS::SecretsManager::Secret', Properties: { GenerateSecretString: { PasswordLength: 64, ExcludePunctuation: true } } },
    Cache: { Type: 'AWS::ElastiCache::ReplicationGroup', Properties: { Engine: 'redis', EngineVersion: '7.1', AuthToken: password } },
    User: {
      Type: 'AWS::ElastiCache::User',
      Properties: { UserId: 'pages', UserName: 'app', AuthenticationMode: { Type: 'password', Passwords: [password] } },
    },
    Users: { Type: 'AWS::ElastiCache::UserGroup', Properties: { UserGroupId: 'pages', UserIds: [{ Ref: 'User' }] } },
    Pages: { Type: 'AWS::ElastiCache::ServerlessCache', Properties: { Engine: 'valkey', MajorEngineVersion: '8', UserGroupId: { Ref: 'Users' } } },
  }, { Token: { Ref: ARN } });
  expect(cacheKind.read(result).map(({ id, settings }) => [id, settings])).toEqual([
    ['Cache', { engine: 'redis', version: '7.1', user: 'default', password: { id: ARN }, cluster: false }],
    ['Pages', { engine: 'valkey', version: '8', user: 'app', password: { id: ARN }, cluster: true }],
  ]);
  expect(generatedSecretKind.read(result).map(({ settings }) => settings))
    .toEqual([{ arn: ARN, length: 64, excluded: '', punctuation: false, template: undefined, key: undefined }]);
});

test('a secret that Secrets Manager would generate has a value, which stays the same in the next run', async () => {
  const used = new UsedResource('Token');
  const settings = { arn: ARN, length: 64, excluded: 'aeiou', punctuation: false };
  const secret = new LocalSecret(used.context);
  await secret.start(settings);
  const value = await secret.secrets.find('secrets-manager', ARN);
  expect(value).toMatch(/^[b-df-hj-np-tv-zA-Z0-9]{64}$/);
  const next = new LocalSecret(used.context);
  await next.start({ ...settings, length: 20 });
  expect(await next.secrets.find('secrets-manager', ARN)).toBe(value);
  expect(await next.secrets.find('secrets-manager', 'another')).toBeUndefined();
  const json = new LocalSecret(new UsedResource('User').context);
  await json.start({ ...settings, template: '{"username":"app"}', key: 'password' });
  expect(JSON.parse(await json.secrets.find('secrets-manager', ARN) ?? '')).toEqual({ username: 'app', password: expect.stringMatching(/^.{64}$/) });
});
