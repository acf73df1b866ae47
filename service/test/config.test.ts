import { describe, expect, test } from '@jest/globals';
import { ConfigError, readConfig } from '../src/config/config.js';

test('an empty environment gives the defaults', () => {
  expect(readConfig({})).toEqual({
    host: '0.0.0.0',
    port: 3000,
    logLevel: 'log',
    shutdown: { drainSeconds: 5, timeoutSeconds: 25 },
    linksPerMinute: 3000,
    trustedProxies: 1,
    adminTokens: [],
  });
});

test('an empty value means the default', () => {
  expect(readConfig({ PORT: '' }).port).toBe(3000);
});

test('values are read from the environment', () => {
  expect(readConfig({ HOST: '127.0.0.1', PORT: '8080', LOG_LEVEL: 'warn' })).toMatchObject({ host: '127.0.0.1', port: 8080, logLevel: 'warn' });
});

test('a database and a cache are used where the environment names them', () => {
  expect(readConfig({ DATABASE_HOST: 'db.internal', DATABASE_PASSWORD: 'secret', CACHE_HOST: 'cache.internal' })).toMatchObject({
    database: { host: 'db.internal', port: 5432, name: 'app', user: 'app', password: 'secret' },
    cache: { host: 'cache.internal', port: 6379, user: 'default' },
  });
  expect(readConfig({ DATABASE_HOST: '' }).database).toBeUndefined();
});

test('administrators may have two tokens, while one replaces the other', () => {
  const { adminTokens } = readConfig({ ADMIN_TOKENS: 'old-old-old-old-old, new-new-new-new-new,' });
  expect(adminTokens).toEqual(['old-old-old-old-old', 'new-new-new-new-new']);
});

describe('refuses', () => {
  test('a token that can be guessed, without naming it', () => {
    expect(() => readConfig({ ADMIN_TOKENS: 'guess' })).toThrow(/^ADMIN_TOKENS: each token must have at least 16 characters$/);
  });

  test.each(['http', '-1', '65536', '3000.5'])('the port %s', (PORT) => {
    expect(() => readConfig({ PORT })).toThrow(/^PORT: /);
  });

  test('a log level that does not exist', () => {
    expect(() => readConfig({ LOG_LEVEL: 'loud' })).toThrow(/^LOG_LEVEL: /);
  });

  test('to drain for longer than the shutdown may take', () => {
    expect(() => readConfig({ SHUTDOWN_DRAIN_SECONDS: '30' })).toThrow('SHUTDOWN_DRAIN_SECONDS: must not be greater than SHUTDOWN_TIMEOUT_SECONDS');
  });

  test('all wrong variables at once, without their values', () => {
    expect(() => readConfig({ PORT: 'secret', LOG_LEVEL: 'secret' })).toThrow(ConfigError);
    expect(() => readConfig({ PORT: 'secret', LOG_LEVEL: 'secret' })).toThrow(/^PORT: (?!.*secret).*; LOG_LEVEL: (?!.*secret)/);
  });
});
