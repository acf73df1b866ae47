import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isInstalled, LinkShortener, migrate, useCompiledService } from './link-shortener';
import { cachePrograms } from '../../src/resources/cache/cache-programs';
import { LocalCache } from '../../src/resources/cache/local-cache';
import { LocalPostgres } from '../../src/resources/database/local-postgres';
import { postgresPrograms } from '../../src/resources/database/postgres-programs';
import { afterTest, keptForTheFile } from '../engine/after-test';
import { UsedResource } from '../resources/used-resource';
import { until } from '../until';

const SECRET = 'arn:aws:secretsmanager:us-east-1:123456789012:secret:rds!db-Database-AbCdEf';
const PASSWORD = 'of-the-cache';
const DATABASE = { engine: 'postgres', version: '', databaseName: 'app', user: 'app', storageGiB: 20 };
const CACHE = { engine: 'valkey', version: '8.2', user: 'default', password: { id: 'cache' }, cluster: false };

const available = isInstalled && cachePrograms('valkey') !== undefined && (() => {
  try {
    return postgresPrograms('') !== '';
  } catch {
    return false;
  }
})();

/** A database and a cache as in a local run, and the environment of an application. */
async function environment() {
  const used = new UsedResource('Database');
  const database = used.opened(new LocalPostgres(used.context));
  await database.start(DATABASE, used.work);
  const usedCache = new UsedResource('Cache', { cache: PASSWORD });
  const cache = usedCache.opened(new LocalCache(usedCache.context));
  await cache.start(CACHE, usedCache.work);
  const [databasePort, cachePort] = [database, cache].map((each) => each.describe().panel!.address!.split(':')[1]!);
  const { password } = JSON.parse(await database.secrets.find('secrets-manager', SECRET) ?? '') as { password: string };
  const variables = {
    PATH: process.env.PATH ?? '',
    DATABASE_HOST: '127.0.0.1',
    DATABASE_PORT: databasePort!,
    DATABASE_PASSWORD: password,
    DATABASE_SECRET_ARN: SECRET,
    CACHE_HOST: '127.0.0.1',
    CACHE_PORT: cachePort!,
    CACHE_PASSWORD: PASSWORD,
  };
  const sql = (query: string) => execFileSync('psql', ['-h', '127.0.0.1', '-p', databasePort!, '-U', 'app', '-Atc', query, 'app'], {
    env: { ...variables, PGPASSWORD: password }, encoding: 'utf8', stdio: 'pipe',
  }).trim();
  return { database, cache, variables, sql, work: used.work };
}

function inCache({ CACHE_PORT }: { readonly CACHE_PORT: string }, ...command: readonly string[]): string {
  const env = { ...process.env, REDISCLI_AUTH: PASSWORD };
  return execFileSync('redis-cli', ['-p', CACHE_PORT, ...command], { env, encoding: 'utf8', stdio: 'pipe' });
}

/** Stops a server while `meanwhile` runs, and restarts it at the same address. */
async function awayFor(server: LocalPostgres | LocalCache, start: () => Promise<void>, meanwhile: () => Promise<void>): Promise<void> {
  await server.stop();
  await meanwhile();
  await start();
}

/** Fakes `aws secretsmanager get-secret-value`. */
function awsThatKnows(password: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'gostyle-aws-'));
  afterTest(() => rmSync(folder, { recursive: true, force: true }));
  writeFileSync(join(folder, 'aws'), `#!/bin/sh\n[ "$4" = '${SECRET}' ] && echo '${JSON.stringify({ username: 'app', password })}'\n`);
  chmodSync(join(folder, 'aws'), 0o755);
  return folder;
}

/** Takes every block, and then the room that the pages of the links have left. */
const FILL = `do $$ declare
  row integer := 0;
begin
  loop
    begin
      insert into filler values (repeat('x', 1000));
    exception when disk_full then exit;
    end;
  end loop;
  loop
    row := row + 1;
    begin
      insert into links (slug, url) values ('f' || row, '');
    exception when disk_full then exit;
    end;
  end loop;
end $$`;

/** Moves the links to a file system of a few megabytes and fills it. Returns what moves them back. */
function fullDisk(sql: (query: string) => string): () => void {
  // The server has a mount namespace of its own, with which the file system goes.
  const server = sql('select split_part(pg_read_file(\'postmaster.pid\'), chr(10), 1)');
  const { uid, gid } = statSync(`/proc/${server}`);
  execFileSync('nsenter', ['--target', server, '--mount', 'sh', '-c',
    `mkdir /mnt/full && mount -t tmpfs -o size=4m,mode=0700,uid=${uid},gid=${gid} tmpfs /mnt/full`]);
  const move = (tablespace: string) => {
    sql(`alter table links set tablespace ${tablespace}`);
    sql(`alter index links_pkey set tablespace ${tablespace}`);
  };
  // A page is soon full to new links, while those that are there can still be counted.
  sql('alter table links set (autovacuum_enabled = false, fillfactor = 10)');
  sql('create tablespace full_disk location \'/mnt/full\'');
  move('full_disk');
  sql('create table filler (text text) tablespace full_disk');
  sql(FILL);
  return () => {
    move('pg_default');
    sql('drop table filler');
    sql('drop tablespace full_disk');
    sql('alter table links reset (autovacuum_enabled, fillfactor)');
  };
}

const isRoot = process.getuid!() === 0;

useCompiledService();

(available ? describe : describe.skip)('the link shortener with a database and a cache', () => {
  let made: Awaited<ReturnType<typeof environment>>;
  beforeAll(async () => {
    made = await keptForTheFile(environment);
    expect(migrate(made.variables)).toContain('migrated: 0001-links');
    expect(migrate(made.variables)).toBe('nothing to migrate');
  });
  const savedVisits = (slug: string) => made.sql(`select visits from links where slug = '${slug}'`);

  test('links outlive a deployment, and no visit is lost during it', async () => {
    let hosts: readonly LinkShortener[] = await Promise.all([LinkShortener.start(made.variables), LinkShortener.start(made.variables)]);
    expect(await hosts[0]!.add('one')).toBe(201);
    expect(await hosts[1]!.add('one')).toBe(409);
    const statuses = new Map<number, number>();
    let deploying = true;
    const client = async () => {
      for (let turn = 0; deploying; turn += 1) {
        const { status } = await hosts[turn % hosts.length]!.get('/one');
        statuses.set(status, (statuses.get(status) ?? 0) + 1);
      }
    };
    const clients = Promise.all([client(), client(), client()]);
    // One host after the other: out of the load balancer, stopped, the next revision in its place.
    for (const old of hosts) {
      hosts = hosts.filter((host) => host !== old);
      expect(await old.stop()).toBe(0);
      hosts = [...hosts, await LinkShortener.start(made.variables)];
    }
    await until(() => (statuses.get(302) ?? 0) > 20 || statuses.size > 1);
    deploying = false;
    await clients;
    const [[status, visits]] = [...statuses] as [[number, number]];
    expect([statuses.size, status]).toEqual([1, 302]);
    expect(visits).toBeGreaterThan(20);
    expect(await hosts[0]!.visits('one')).toBe(visits);
    await Promise.all(hosts.map((host) => host.stop()));
    expect(savedVisits('one')).toBe(String(visits));
  });

  test('a cache that is away, or has lost its data, loses no saved visit', async () => {
    const { cache, variables, work } = made;
    const host = await LinkShortener.start(variables);
    await host.add('two');
    for (let visit = 0; visit < 5; visit += 1) await host.get('/two');
    await awayFor(cache, () => cache.start(CACHE, work), async () => {
      expect(await host.get('/two')).toMatchObject({ status: 302 });
      expect(await host.add('meanwhile')).toBe(201);
      expect(savedVisits('two')).toBe('6');
    });
    while (!host.events.includes('cache-back')) await host.get('/health');
    await host.get('/two');
    expect(await host.visits('two')).toBe(7);
    while (savedVisits('two') !== '7') await host.get('/health');
    inCache(variables, 'flushall');
    await host.get('/two');
    expect(await host.visits('two')).toBe(8);
    expect(await host.stop()).toBe(0);
    expect(savedVisits('two')).toBe('8');
  });

  test('while the cache hangs requests are answered, and no visit is lost', async () => {
    const { variables } = made;
    const host = await LinkShortener.start(variables);
    await host.add('six');
    for (let visit = 0; visit < 5; visit += 1) await host.get('/six');
    const server = Number(/^process_id:(\d+)/m.exec(inCache(variables, 'info', 'server'))![1]);
    process.kill(server, 'SIGSTOP');
    try {
      expect(await host.get('/six')).toMatchObject({ status: 302 });
      expect(savedVisits('six')).toBe('6');
    } finally {
      process.kill(server, 'SIGCONT');
    }
    while (!host.events.includes('cache-back')) await host.get('/health');
    expect(host.events.filter((event) => event.startsWith('cache'))).toEqual(['cache-away', 'cache-back']);
    await host.get('/six');
    expect(await host.visits('six')).toBe(7);
    expect(await host.stop()).toBe(0);
    expect(savedVisits('six')).toBe('7');
  });

  test('while the database is away requests get a clear response, the process keeps running, and it recovers by itself', async () => {
    const { database, variables, work } = made;
    const host = await LinkShortener.start(variables);
    await host.add('three');
    await awayFor(database, () => database.start(DATABASE, work), async () => {
      expect(await host.get('/three')).toMatchObject({ status: 503, retryAfter: '5', body: { message: expect.stringContaining('try again') } });
      expect(await host.get('/ready')).toMatchObject({ status: 503 });
      expect(await host.get('/health')).toMatchObject({ status: 200 });
      expect(() => migrate(variables)).toThrow(/the migration failed: .*ECONNREFUSED/);
    });
    expect(await host.until('/three', 302)).toBeDefined();
    expect(await host.get('/ready')).toMatchObject({ status: 200 });
    expect(host.events.filter((event) => event.startsWith('database'))).toEqual(['database-away', 'database-back']);
    expect(await host.stop()).toBe(0);
  });

  // A file system of a few megabytes needs root.
  (isRoot ? test : test.skip)('while the disk of the database is full links are followed, new ones get an answer, and visits are kept',
    async () => {
      const { variables, sql } = made;
      const host = await LinkShortener.start(variables);
      await host.add('five');
      const restore = fullDisk(sql);
      expect(await host.add('no-room')).toBe(503);
      expect(await host.get('/five')).toMatchObject({ status: 302 });
      expect(await host.get('/health')).toMatchObject({ status: 200 });
      restore();
      expect(await host.add('room')).toBe(201);
      expect(await host.get('/five')).toMatchObject({ status: 302 });
      expect(await host.visits('five')).toBe(2);
      expect(await host.stop()).toBe(0);
      expect(savedVisits('five')).toBe('2');
    });

  test('a changed password is read again, without a restart', async () => {
    const { variables, sql } = made;
    const host = await LinkShortener.start({ ...variables, PATH: `${awsThatKnows('changed')}:${variables.PATH}` });
    await host.add('four');
    // RDS leaves connections open; a new one needs the new password.
    sql('alter user app password \'changed\'; '
      + 'select pg_terminate_backend(pid) from pg_stat_activity where pid <> pg_backend_pid() and usename = \'app\'');
    expect(await host.until('/four', 302)).toBeDefined();
    expect(host.events).toContain('password-renewed');
  });
});

(isInstalled ? test : test.skip)('a limit on the links of an address, and neither database nor cache', async () => {
  const host = await LinkShortener.start({ LINKS_PER_MINUTE: '2' });
  expect([await host.add('one'), await host.add('two'), await host.add('three')]).toEqual([201, 201, 429]);
  expect(await host.get('/one')).toMatchObject({ status: 302 });
  expect(await host.get('/ready')).toMatchObject({ status: 200 });
  expect(migrate({})).toBe('DATABASE_HOST is not set: links are kept in memory');
});
