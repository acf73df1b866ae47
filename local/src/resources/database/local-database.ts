import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { masterSecretArn, type DatabaseSettings } from './database-settings';
import { UserError } from '../../messages/user-error';
import type { SecretValues } from '../../model/secrets';
import { writeFileAtomically } from '../../system/atomic-file';
import { readTextSync, UnreadableFile } from '../../system/stored-file';
import { ServerProcess } from '../servers/server-process';
import { serverUser, type ServerUser } from '../servers/server-user';
import type { Address, Description, LocalResource, ResourceContext, Work } from '../shape/resource';

/** The generated password, or one that the user has written instead. */
const PASSWORD = /^\P{Cc}{1,1000}$/u;

/** A database server of this machine, for one environment: its data is kept from one run to the next, and only this machine reaches it. */
export abstract class LocalDatabase implements LocalResource<DatabaseSettings> {
  readonly secrets: SecretValues = { find: (store, id) => Promise.resolve(this.secret(store, id)) };
  /** Product name for messages. */
  protected abstract readonly title: string;
  /** Folder that contains the programs. It may be accessible only to the user who started the run. */
  protected abstract readonly programs: string | undefined;
  protected abstract readonly logName: string;
  private process?: ServerProcess;
  private address?: Address;
  private settings?: DatabaseSettings;

  constructor(protected readonly context: ResourceContext, private readonly stopSignal: NodeJS.Signals) {}

  async start(settings: DatabaseSettings, { reporter, signal }: Work): Promise<void> {
    this.settings = settings;
    // It has the port and the data, and may be about to be restarted.
    await this.stop();
    this.find();
    const { title, context: { id } } = this;
    this.address = await this.context.address();
    const user = serverUser(this.folder, this.programs);
    // The password comes last: without it, the runner was killed before the data was complete.
    if (!existsSync(this.passwordFile) || !this.isInitialized(this.data)) await this.initializeAll(user, settings);
    // Read now to report errors early, instead of having the application rejected later.
    void this.password;
    await this.prepare(user, settings);
    const { log, stopSignal, context } = this;
    const codes = { starting: 'database.starting', ended: 'database.ended', started: 'database.started' } as const;
    this.process = new ServerProcess({ title, codes, context, user, log, stopSignal, ready: () => this.ready(this.data) });
    await this.process.start(this.serverCommand(user, this.address), this.address, signal);
    const version = this.version(this.data);
    const other = settings.version !== '' && version !== undefined && settings.version !== version ? `; the template says ${settings.version}` : '';
    reporter.info('database.started', `${id}: ${[title, version].filter(Boolean).join(' ')} at ${this.address.host}:${this.address.port}${other}`);
    this.context.changed();
  }

  async update(settings: DatabaseSettings, _before: DatabaseSettings, work: Work): Promise<void> {
    if (!this.process?.running) await this.start(settings, work);
    this.settings = settings;
  }

  describe(): Description {
    const { address, settings, process, context: { id } } = this;
    return {
      panel: {
        id,
        title: [this.title, process && this.version(this.data)].filter(Boolean).join(' '),
        status: process?.running ? 'Running' : 'Starting',
        ...address && { address: `${address.host}:${address.port}` },
        facts: [{ label: 'Database', value: settings?.databaseName ?? '' }, { label: 'User', value: settings?.user ?? '' }],
      },
    };
  }

  /** Open transactions are rolled back; committed data is safe. */
  async stop(): Promise<void> {
    await this.process?.stop();
  }

  /** Locates the programs; throws if they are not installed. */
  protected abstract find(): void;
  protected abstract isInitialized(data: string): boolean;
  /** Initializes the data directory of a new server. */
  protected abstract initialize(user: ServerUser, settings: DatabaseSettings, password: string): Promise<void>;
  /** Runs before each start. */
  protected abstract prepare(user: ServerUser, settings: DatabaseSettings): Promise<void>;
  protected abstract serverCommand(user: ServerUser, address: Address): readonly string[];
  /** Whether it answers queries, checked once it listens. */
  protected abstract ready(data: string): Promise<boolean>;
  protected abstract version(data: string): string | undefined;

  protected get password(): string {
    const { passwordFile, context: { directory } } = this;
    try {
      const password = readTextSync(passwordFile) ?? '';
      if (PASSWORD.test(password)) return password;
      throw new UnreadableFile(passwordFile, 'a password is one line of 1 to 1,000 characters');
    } catch (error) {
      if (!(error instanceof UnreadableFile)) throw error;
      throw new UserError(`${passwordFile} cannot be read: ${error.reason}; write the password into it, or delete ${directory} to discard its data`);
    }
  }

  /** The server's own folder. */
  protected get folder(): string {
    return join(this.context.directory, 'server');
  }

  protected get data(): string {
    return join(this.folder, 'data');
  }

  protected get log(): string {
    return join(this.context.directory, `${this.logName}.log`);
  }

  private async initializeAll(user: ServerUser, settings: DatabaseSettings): Promise<void> {
    const password = randomBytes(24).toString('base64url');
    rmSync(this.passwordFile, { force: true });
    rmSync(this.folder, { recursive: true, force: true });
    mkdirSync(this.data, { recursive: true, mode: 0o700 });
    user.own();
    try {
      await this.initialize(user, settings, password);
    } catch (error) {
      rmSync(this.folder, { recursive: true, force: true });
      throw error;
    }
    await writeFileAtomically(this.passwordFile, password);
  }

  private secret(store: string, id: string): string | undefined {
    if (store !== 'secrets-manager' || id !== masterSecretArn(this.context.id) || !existsSync(this.passwordFile)) return undefined;
    return JSON.stringify({ username: this.settings?.user ?? '', password: this.password });
  }

  private get passwordFile(): string {
    return join(this.context.directory, 'password');
  }
}
