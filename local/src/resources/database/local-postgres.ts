import { spawn, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { masterSecretArn, type DatabaseSettings } from './database-settings';
import { postgresPrograms } from './postgres-programs';
import { serverUser, type ServerUser } from './server-user';
import { ActionFailure } from '../../model/action-failure';
import type { SecretValues } from '../../model/secrets';
import { runCommand } from '../../system/command';
import { untilListening } from '../../system/listening';
import type { Address, Description, LocalResource, LogFile, ResourceContext, Work } from '../shape/resource';

const PATIENCE_MS = 30_000;
/** Longer than a checkpoint takes; the data is safe also after a SIGKILL. */
const LONGEST_STOP_MS = 10_000;

/** PostgreSQL on this machine, for one environment: its data is kept from one run to the next, and only this machine reaches it. */
export class LocalPostgres implements LocalResource<DatabaseSettings> {
  readonly secrets: SecretValues = { find: (store, id) => Promise.resolve(this.secret(store, id)) };
  private readonly user: ServerUser;
  private server?: ChildProcess;
  private address?: Address;
  private settings?: DatabaseSettings;
  private version = '';
  private stopping = false;

  constructor(private readonly context: ResourceContext) {
    this.user = serverUser(this.folder);
  }

  async start(settings: DatabaseSettings, { reporter }: Work): Promise<void> {
    this.settings = settings;
    const { environment, id } = this.context;
    const programs = postgresPrograms(environment);
    this.address = await this.context.address();
    this.stopping = false;
    if (!existsSync(join(this.data, 'PG_VERSION'))) await this.initialize(programs, settings);
    this.version = readFileSync(join(this.data, 'PG_VERSION'), 'utf8').trim();
    await this.run(programs);
    await this.createDatabase(programs, settings);
    const other = settings.version !== '' && settings.version !== this.version ? `; the template says ${settings.version}` : '';
    reporter.info('database.started', `${id}: PostgreSQL ${this.version} at ${this.address.host}:${this.address.port}${other}`);
    this.context.changed();
  }

  async update(settings: DatabaseSettings, _before: DatabaseSettings, work: Work): Promise<void> {
    if (!this.server) await this.start(settings, work);
    this.settings = settings;
  }

  describe(): Description {
    const { id } = this.context;
    const { address, settings } = this;
    return {
      panel: {
        id,
        title: `PostgreSQL ${this.version}`.trim(),
        status: this.server ? 'Running' : 'Starting',
        ...address && { address: `${address.host}:${address.port}` },
        facts: [{ label: 'Database', value: settings?.databaseName ?? '' }, { label: 'User', value: settings?.user ?? '' }],
      },
    };
  }

  async logs(): Promise<readonly LogFile[]> {
    return [{ source: this.context.id, path: this.log }];
  }

  /** A fast shutdown: transactions are rolled back, and what was committed is there. */
  async stop(): Promise<void> {
    const { server } = this;
    if (!server) return;
    this.stopping = true;
    const ended = once(server, 'exit');
    server.kill('SIGINT');
    const kill = setTimeout(() => server.kill('SIGKILL'), LONGEST_STOP_MS);
    await ended;
    clearTimeout(kill);
    this.server = undefined;
  }

  private async initialize(programs: string, { user }: DatabaseSettings): Promise<void> {
    const password = randomBytes(24).toString('base64url');
    const given = 'password-once';
    rmSync(this.folder, { recursive: true, force: true });
    mkdirSync(this.data, { recursive: true, mode: 0o700 });
    writeFileSync(this.passwordFile, password, { mode: 0o600 });
    writeFileSync(join(this.folder, given), password, { mode: 0o600 });
    this.user.own();
    const [program, ...args] = this.user.command([
      join(programs, 'initdb'), '--pgdata', join(this.user.home, 'data'), '--username', user, '--pwfile', join(this.user.home, given),
      '--auth', 'scram-sha-256', '--encoding', 'UTF8', '--no-locale', '--no-sync', '--no-instructions',
    ]);
    const { code, stderr } = await runCommand(program!, args, { env: CLEAN, cwd: '/' });
    rmSync(join(this.folder, given), { force: true });
    if (code === 0) return;
    rmSync(this.folder, { recursive: true, force: true });
    throw new ActionFailure(`${this.context.id}: initdb failed: ${stderr.trim().split('\n').at(-1) ?? ''}`);
  }

  private async run(programs: string): Promise<void> {
    const { host, port } = this.address!;
    const argv = this.user.command([
      join(programs, 'postgres'), '-D', join(this.user.home, 'data'), '-h', host, '-p', String(port), '-k', '',
      '-c', 'max_connections=100', '-c', 'shared_buffers=32MB', '-c', 'log_min_messages=warning', '-c', 'log_timezone=UTC',
    ]);
    const log = openSync(this.log, 'a', 0o600);
    const server = spawn(argv[0]!, argv.slice(1), { cwd: '/', env: CLEAN, stdio: ['ignore', log, log] });
    closeSync(log);
    this.server = server;
    server.once('exit', (code, signal) => this.ended(server, signal ?? `exit status ${code}`));
    server.once('error', () => undefined);
    if (await untilListening(host, port, PATIENCE_MS, this.context.closing) && this.server) return;
    await this.stop();
    throw new ActionFailure(`${this.context.id}: PostgreSQL does not listen on port ${port}; its log: ${this.log}`);
  }

  private ended(server: ChildProcess, how: string): void {
    if (this.server !== server) return;
    this.server = undefined;
    this.context.changed();
    if (this.stopping) return;
    this.context.reporter.error('database.ended', `${this.context.id}: PostgreSQL ended by itself (${how}); its log: ${this.log}`);
  }

  /** One that is there already is kept. */
  private async createDatabase(programs: string, { databaseName, user }: DatabaseSettings): Promise<void> {
    const { host, port } = this.address!;
    const env = { ...CLEAN, PGPASSWORD: this.password() };
    const { code, stderr } = await runCommand(join(programs, 'createdb'), ['-h', host, '-p', String(port), '-U', user, '--', databaseName], { env });
    if (code !== 0 && !stderr.includes('already exists')) throw new ActionFailure(`${this.context.id}: ${stderr.trim()}`);
  }

  private secret(store: string, id: string): string | undefined {
    if (store !== 'secrets-manager' || id !== masterSecretArn(this.context.id) || !existsSync(this.passwordFile)) return undefined;
    return JSON.stringify({ username: this.settings?.user ?? '', password: this.password() });
  }

  private password(): string {
    return readFileSync(this.passwordFile, 'utf8');
  }

  private get data(): string {
    return join(this.folder, 'data');
  }

  /** The server's own. */
  private get folder(): string {
    return join(this.context.directory, 'server');
  }

  private get passwordFile(): string {
    return join(this.context.directory, 'password');
  }

  private get log(): string {
    return join(this.context.directory, 'postgres.log');
  }
}

/** Nothing of the runner's own environment. */
const CLEAN = { PATH: '/usr/local/bin:/usr/bin:/bin', LANG: 'C.UTF-8' };
