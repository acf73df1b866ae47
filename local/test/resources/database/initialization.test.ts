import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { LocalDatabase } from '../../../src/resources/database/local-database';
import type { ServerUser } from '../../../src/resources/servers/server-user';
import type { Address, ResourceContext } from '../../../src/resources/shape/resource';
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
