import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DatabaseSettings } from './database-settings';
import { LocalDatabase } from './local-database';
import { mysqlPrograms, type MysqlPrograms } from './mysql-programs';
import { ActionFailure } from '../../model/action-failure';
import { lastLine, runCommand } from '../../system/command';
import { CLEAN } from '../servers/server-process';
import type { ServerUser } from '../servers/server-user';
import type { Address, ResourceContext } from '../shape/resource';

const FIRST = 'first.sql';

/** MySQL on this machine, or MariaDB in its place. */
export class LocalMysql extends LocalDatabase {
  protected readonly logName = 'mysql';
  protected readonly programs = undefined;
  private found?: MysqlPrograms;

  constructor(context: ResourceContext) {
    super(context, 'SIGTERM');
  }

  protected get title(): string {
    return this.found?.title ?? 'MySQL';
  }

  protected find(): void {
    this.found = mysqlPrograms(this.context.environment);
  }

  protected isInitialized(data: string): boolean {
    return existsSync(join(data, 'mysql'));
  }

  /** The data files do not record a version. */
  protected version(): string | undefined {
    return undefined;
  }

  protected async initialize(user: ServerUser): Promise<void> {
    const [program, ...args] = user.command([...this.found!.initialize, `--datadir=${join(user.home, 'data')}`]);
    const { code, stdout, stderr } = await runCommand(program!, args, { env: CLEAN, cwd: '/' });
    if (code === 0) return;
    throw new ActionFailure(`${this.context.id}: ${this.title} could not be initialized: ${lastLine(`${stdout}\n${stderr}`)}`);
  }

  /** SQL that the server runs at each start: creates the application's user and database, and locks every other account. */
  protected async prepare(user: ServerUser, settings: DatabaseSettings): Promise<void> {
    const [name, database] = [text(settings.user), `\`${settings.databaseName.replaceAll('`', '``')}\``];
    writeFileSync(join(this.folder, FIRST), [
      `CREATE USER IF NOT EXISTS ${name}@'%' IDENTIFIED BY ${text(this.password)};`,
      `GRANT ALL PRIVILEGES ON *.* TO ${name}@'%' WITH GRANT OPTION;`,
      `CREATE DATABASE IF NOT EXISTS ${database};`,
      'ALTER USER \'root\'@\'localhost\' ACCOUNT LOCK;',
      '',
    ].join('\n'), { mode: 0o600 });
    user.own();
  }

  /** It does not listen before its data is loaded. */
  protected async ready(): Promise<boolean> {
    return true;
  }

  protected serverCommand(user: ServerUser, { host, port }: Address): readonly string[] {
    const { home } = user;
    return [
      this.found!.server, '--no-defaults', `--datadir=${join(home, 'data')}`, `--bind-address=${host}`, `--port=${port}`,
      `--socket=${join(home, 'mysql.sock')}`, `--pid-file=${join(home, 'mysql.pid')}`, `--init-file=${join(home, FIRST)}`,
      '--innodb-buffer-pool-size=32M', '--loose-disable-log-bin', '--loose-mysqlx=OFF', '--max-connections=100',
    ];
  }
}

function text(value: string): string {
  return `'${value.replaceAll(/['\\]/g, (each) => `\\${each}`)}'`;
}
