import { chmodSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { LocalDatabase } from '../../../src/resources/database/local-database';
import { LocalPostgres } from '../../../src/resources/database/local-postgres';
import type { ServerUser } from '../../../src/resources/servers/server-user';
import type { Address, ResourceContext } from '../../../src/resources/shape/resource';
import { afterTest } from '../../engine/after-test';
import { UsedResource } from '../used-resource';

const SETTINGS = { engine: 'postgres', version: '', databaseName: 'shop', user: 'app', storageGiB: 20 };
const SERVER = 'require("node:net").createServer().listen(process.argv[1], "127.0.0.1")';
const ARN = 'arn:aws:secretsmanager:us-east-1:123456789012:secret:rds!db-Database-AbCdEf';

/** Looks complete as soon as its initialization begins, as a database does that `initdb` creates. */
class PretendedDatabase extends LocalDatabase {
  protected readonly title = 'PostgreSQL';
  protected readonly programs = dirname(process.execPath);
  protected readonly logName = 'postgres';

  constructor(context: ResourceContext, private readonly initializing: () => Promise<void>) {
    super(context, 'SIGTERM');
  }

  protected find(): void {
    // It is this program.
  }

  protected isInitialized(data: string): boolean {
    return existsSync(join(data, 'PG_VERSION'));
  }

  protected async initialize(_user: ServerUser, _settings: object, password: string): Promise<void> {
    writeFileSync(join(this.data, 'PG_VERSION'), password);
    await this.initializing();
  }

  protected prepare(): Promise<void> {
    return Promise.resolve();
  }

  protected serverCommand(_user: ServerUser, { port }: Address): readonly string[] {
    return [process.execPath, '-e', SERVER, String(port)];
  }

  protected ready(): Promise<boolean> {
    return Promise.resolve(true);
  }

  protected version(): undefined {
    return undefined;
  }
}

test('a database whose initialization was interrupted is initialized again, and a complete one stays', async () => {
  const used = new UsedResource('Database');
  await new Promise<void>((resolve) => {
    const killed = new PretendedDatabase(used.context, () => new Promise(() => resolve()));
    void killed.start(SETTINGS, used.work);
  });
  let initialized = 0;
  const passwordOf = async () => {
    const database = used.opened(new PretendedDatabase(used.context, async () => { initialized += 1; }));
    await database.start(SETTINGS, used.work);
    await database.stop();
    return (JSON.parse(await database.secrets.find('secrets-manager', ARN) ?? '') as { password: string }).password;
  };
  const password = await passwordOf();
  expect([await passwordOf(), initialized]).toEqual([password, 1]);
  expect(readFileSync(join(used.directory, 'server/data/PG_VERSION'), 'utf8')).toBe(password);
});

/** What the programs of PostgreSQL do, apart from queries. Single-user mode records its commands. */
const PROGRAMS = {
  initdb: '#!/bin/sh\necho 17 >"$2/PG_VERSION"\n',
  postgres: `#!/bin/sh
[ "$1" != --single ] || exec cat >>"$3/commands"
printf '\\n\\n\\n\\n\\n\\n\\nready\\n' >"$2/postmaster.pid"
exec ${process.execPath} -e '${SERVER}' "$6"
`,
};

test('a PostgreSQL that is initialized again has the application\'s database again', async () => {
  const used = new UsedResource('Database');
  const bin = join(used.directory, 'bin');
  mkdirSync(bin);
  for (const [name, text] of Object.entries(PROGRAMS)) writeFileSync(join(bin, name), text, { mode: 0o755 });
  for (const folder of [bin, used.directory, dirname(used.directory)]) chmodSync(folder, 0o755);
  const path = process.env.PATH;
  process.env.PATH = `${bin}:${path}`;
  afterTest(() => { process.env.PATH = path; });
  const database = used.opened(new LocalPostgres(used.context));
  const startAgain = async () => {
    await database.start(SETTINGS, used.work);
    await database.stop();
    return readFileSync(join(used.directory, 'server/data/commands'), 'utf8');
  };
  const created = 'CREATE DATABASE "shop"\n';
  expect([await startAgain(), await startAgain()]).toEqual([created, created]);
  rmSync(join(used.directory, 'password'));
  expect(await startAgain()).toBe(created);
});
