import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { cachePrograms, type CachePrograms } from './cache-programs';
import type { CacheSettings } from './cache-settings';
import { hasLoaded } from './has-loaded';
import { ActionFailure, stopIfAsked } from '../../model/action-failure';
import { runCommand } from '../../system/command';
import { freePort } from '../../system/free-port';
import { CLEAN, ServerProcess } from '../servers/server-process';
import { serverUser, type ServerUser } from '../servers/server-user';
import type { Address, Description, LocalResource, ResourceContext, Work } from '../shape/resource';

/** Left by earlier versions, and contains the password. */
const CONFIGURATION = 'server.conf';
/** Small, but enough to observe eviction. Keys with an expiry go first, as on ElastiCache. */
const MEMORY = '64mb';
/** A restarted node waits for two seconds. */
const MOST_LOOKS = 300;
const LOOK_EVERY_MS = 50;

/** Valkey or Redis on this machine, for one environment. Its data survives from one run to the next. */
export class LocalCache implements LocalResource<CacheSettings> {
  private process?: ServerProcess;
  private address?: Address;
  private programs?: CachePrograms;
  private engine = 'valkey';
  private missing = false;

  constructor(private readonly context: ResourceContext, private readonly programsOf: typeof cachePrograms = cachePrograms) {}

  async start(settings: CacheSettings, { reporter, signal }: Work): Promise<void> {
    const { environment, id } = this.context;
    // It has the port, and may be about to be restarted.
    await this.stop();
    this.engine = settings.engine;
    this.address = await this.context.address();
    this.programs = this.programsOf(settings.engine);
    if (!this.programs) {
      if (!this.missing) {
        reporter.warning('cache.missing', `${environment} uses ${id}, and this machine has neither valkey-server nor redis-server: the application `
          + 'runs without a cache. Install one (Debian, Ubuntu: `sudo apt-get install redis-server`; its own server need not run)');
      }
      this.missing = true;
      this.context.changed();
      return;
    }
    this.missing = false;
    await this.run(this.programs, settings, signal);
    reporter.info('cache.started', `${id}: ${this.programs.title} at ${this.address.host}:${this.address.port}`);
    this.context.changed();
  }

  async update(settings: CacheSettings, before: CacheSettings, work: Work): Promise<void> {
    if (this.process?.running && JSON.stringify(settings) === JSON.stringify(before)) return;
    await this.start(settings, work);
  }

  describe(): Description {
    const { address, programs, process, missing, engine, context: { id } } = this;
    return {
      panel: {
        id,
        title: programs?.title ?? (engine === 'redis' ? 'Redis' : 'Valkey'),
        status: missing ? 'Stopped' : process?.running ? 'Running' : 'Starting',
        ...address && !missing && { address: `${address.host}:${address.port}` },
        facts: missing ? [{ label: 'Server', value: 'not installed on this machine' }] : [],
      },
    };
  }

  async stop(): Promise<void> {
    await this.process?.stop();
  }

  private async run(programs: CachePrograms, settings: CacheSettings, signal: AbortSignal): Promise<void> {
    const user = serverUser(this.folder);
    const password = await this.password(settings);
    mkdirSync(join(this.folder, 'data'), { recursive: true, mode: 0o700 });
    rmSync(join(this.folder, CONFIGURATION), { force: true });
    const configuration = await this.configuration(user, settings, password);
    user.own();
    const { log, context } = this;
    const address = this.address!;
    this.process = new ServerProcess({
      title: programs.title,
      codes: { starting: 'cache.starting', ended: 'cache.ended', started: 'cache.started' },
      context,
      user,
      log,
      stopSignal: 'SIGTERM',
      input: () => configuration,
      ready: () => hasLoaded(address, { user: settings.user, password }),
    });
    await this.process.start([programs.server, '-'], address, signal);
    if (!settings.cluster) return;
    try {
      await this.takeAllSlots(programs, settings, password);
    } catch (error) {
      await this.stop();
      throw error;
    }
  }

  private async password({ password }: CacheSettings): Promise<string | undefined> {
    if (!password) return undefined;
    const value = await this.context.secrets.find('secrets-manager', password.id);
    if (value === undefined) throw new ActionFailure(`${this.context.id}: its password secret, ${password.id}, has no value in this run`);
    return password.field === undefined ? value : String((JSON.parse(value) as Record<string, unknown>)[password.field]);
  }

  /** Passed on the server's standard input: command lines are visible to everyone, and a file would become part of the run's state. */
  private async configuration({ home }: ServerUser, { user, cluster }: CacheSettings, password: string | undefined): Promise<string> {
    const { host, port } = this.address!;
    const access = password === undefined ? [] : user === 'default'
      ? [`requirepass ${JSON.stringify(password)}`]
      : [`user ${user} on ${JSON.stringify(`>${password}`)} ~* &* +@all`, 'user default off'];
    return [
      `bind ${host}`, `port ${port}`, `dir ${join(home, 'data')}`, 'daemonize no', 'databases 16', ...access,
      // Written data outlives the server; waiting for a busy disk, it would answer nobody.
      'appendonly yes', 'appendfsync no', `maxmemory ${MEMORY}`, 'maxmemory-policy volatile-lru',
      ...cluster ? ['cluster-enabled yes', `cluster-announce-ip ${host}`, `cluster-port ${await freePort()}`] : [],
      '',
    ].join('\n');
  }

  /** Makes the server a cluster of one by assigning it all slots that it does not own yet. */
  private async takeAllSlots({ client, title }: CachePrograms, { user }: CacheSettings, password: string | undefined): Promise<void> {
    if (client === undefined) {
      throw new ActionFailure(`${this.context.id}: a serverless cache needs \`valkey-cli\` or \`redis-cli\` beside the server`);
    }
    const { host, port } = this.address!;
    const access = password === undefined ? [] : ['--user', user];
    const cluster = async (...words: string[]) => {
      const { stdout, stderr } = await runCommand(client, ['-h', host, '-p', String(port), ...access, 'cluster', ...words], {
        env: { ...CLEAN, ...password !== undefined && { REDISCLI_AUTH: password } },
      });
      return `${stdout}${stderr}`.trim();
    };
    const answer = await cluster('addslotsrange', '0', '16383');
    if (!/^OK$|already busy/m.test(answer)) throw new ActionFailure(`${this.context.id}: ${title} did not become a cluster: ${answer}`);
    // A restarted node waits a while for other nodes, in case they have newer state.
    for (let looks = 0; !/cluster_state:ok/.test(await cluster('info')); looks += 1) {
      stopIfAsked(this.context.closing);
      if (looks === MOST_LOOKS) {
        throw new ActionFailure(`${this.context.id}: ${title} did not become a cluster in time`);
      }
      await delay(LOOK_EVERY_MS);
    }
  }

  private get folder(): string {
    return join(this.context.directory, 'server');
  }

  private get log(): string {
    return join(this.context.directory, 'cache.log');
  }
}
