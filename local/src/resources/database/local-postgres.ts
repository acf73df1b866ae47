import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { DatabaseSettings } from './database-settings';
import { LocalDatabase } from './local-database';
import { postgresPrograms } from './postgres-programs';
import { ActionFailure } from '../../model/action-failure';
import { lastLine, runCommand } from '../../system/command';
import { readTextSync } from '../../system/stored-file';
import { CLEAN } from '../servers/server-process';
import type { ServerUser } from '../servers/server-user';
import type { Address, ResourceContext } from '../shape/resource';

/** PostgreSQL on this machine. */
export class LocalPostgres extends LocalDatabase {
  protected readonly title = 'PostgreSQL';
  protected readonly logName = 'postgres';
  private bin = '';

  constructor(context: ResourceContext) {
    // SIGINT is PostgreSQL's fast shutdown.
    super(context, 'SIGINT');
  }

  protected get programs(): string {
    return dirname(this.bin);
  }

  protected find(): void {
    this.bin = postgresPrograms(this.context.environment, { repository: this.context.directory });
  }

  protected isInitialized(data: string): boolean {
    return existsSync(join(data, 'PG_VERSION'));
  }

  protected version(data: string): string | undefined {
    return readTextSync(join(data, 'PG_VERSION'))?.trim();
  }

  protected async initialize(user: ServerUser, settings: DatabaseSettings, password: string): Promise<void> {
    const given = 'password-once';
    writeFileSync(join(this.folder, given), password, { mode: 0o600 });
    user.own();
    const [program, ...args] = user.command([
      join(this.bin, 'initdb'), '--pgdata', join(user.home, 'data'), '--username', settings.user, '--pwfile', join(user.home, given),
      '--auth', 'scram-sha-256', '--encoding', 'UTF8', '--no-locale', '--no-sync', '--no-instructions',
    ]);
    const { code, stderr } = await runCommand(program!, args, { env: CLEAN, cwd: '/' });
    rmSync(join(this.folder, given), { force: true });
    if (code !== 0) throw new ActionFailure(`${this.context.id}: initdb failed: ${lastLine(stderr)}`);
  }

  /** Creates the database with the server's own single-user mode, because the npm package has no `createdb`. An existing database is kept. */
  protected async prepare(user: ServerUser, { databaseName }: DatabaseSettings): Promise<void> {
    // In the server's folder, because it is gone with the data.
    const made = join(this.folder, 'database');
    if (databaseName === 'postgres' || readTextSync(made) === databaseName) return;
    const [program, ...args] = user.command([
      'sh', '-c', 'printf "%s\\n" "$3" | "$1" --single -D "$2" postgres', 'sh', join(this.bin, 'postgres'), join(user.home, 'data'),
      `CREATE DATABASE "${databaseName.replaceAll('"', '""')}"`,
    ]);
    const { code, stdout, stderr } = await runCommand(program!, args, { env: CLEAN, cwd: '/' });
    const failed = `${stdout}\n${stderr}`.split('\n').find((line) => /\b(ERROR|FATAL|PANIC):/.test(line) && !line.includes('already exists'));
    if (code !== 0 || failed !== undefined) throw new ActionFailure(`${this.context.id}: ${(failed ?? stderr).trim()}`);
    writeFileSync(made, databaseName);
  }

  /** After a crash it already listens while it recovers. `postmaster.pid` says when it is ready. */
  protected async ready(data: string): Promise<boolean> {
    return readTextSync(join(data, 'postmaster.pid'))?.split('\n')[7]?.trim() === 'ready';
  }

  protected serverCommand(user: ServerUser, { host, port }: Address): readonly string[] {
    return [
      join(this.bin, 'postgres'), '-D', join(user.home, 'data'), '-h', host, '-p', String(port), '-k', '',
      '-c', 'max_connections=100', '-c', 'shared_buffers=32MB', '-c', 'log_min_messages=warning', '-c', 'log_timezone=UTC',
    ];
  }
}
