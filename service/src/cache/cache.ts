import type { LoggerService } from '@nestjs/common';
import { createClient } from '@redis/client';
import type { CacheConfig } from '../config/config.js';
import { isLoopback } from '../config/loopback.js';

const CONNECT_MILLISECONDS = 2_000;
/** A request that would wait longer is faster without the cache. */
const COMMAND_MILLISECONDS = 500;
const LONGEST_RECONNECT_MILLISECONDS = 1_000;

type CacheClient = ReturnType<typeof newClient>;

/** Valkey or Redis. It may become unavailable at any time, and may come back empty: everything that uses it also works without it. */
export class Cache {
  private readonly client: CacheClient;
  private away = false;
  /** Number of connections that have been dropped. */
  private dropped = 0;
  private isClosed = false;

  constructor(config: CacheConfig, private readonly logger: LoggerService) {
    this.client = newClient(config);
    this.client.on('error', (error: Error) => this.report(error));
    this.client.on('ready', () => this.report(undefined));
    this.connect();
  }

  /** Runs a command. Rejects if the cache is unavailable, or hangs: the client's own `timeout` ends when a command is sent. */
  async ask<T>(command: (client: CacheClient) => Promise<T>): Promise<T> {
    const { dropped } = this;
    let timer: NodeJS.Timeout | undefined;
    let isAnswered = false;
    const late = new Promise<never>((_resolve, reject) => {
      const giveUp = () => {
        if (isAnswered) return;
        const error = new Error(`the cache did not answer within ${COMMAND_MILLISECONDS} ms`);
        if (dropped === this.dropped) this.drop(error);
        reject(error);
      };
      // What arrived while this process stood still is read first.
      timer = setTimeout(() => setImmediate(giveUp), COMMAND_MILLISECONDS);
    });
    try {
      return await Promise.race([command(this.client), late]);
    } finally {
      isAnswered = true;
      clearTimeout(timer);
    }
  }

  close(): void {
    this.isClosed = true;
    this.client.destroy();
  }

  private connect(): void {
    // The client keeps trying by itself.
    this.client.connect().catch((error: Error) => this.report(error));
  }

  /** Commands fail immediately until there is another connection, instead of waiting on one that hangs. */
  private drop(error: Error): void {
    if (this.isClosed) return;
    this.dropped += 1;
    this.report(error);
    this.client.destroy();
    this.connect();
  }

  /** Logs only when the cache becomes unavailable or available again. */
  private report(error: Error | undefined): void {
    if (this.away === (error !== undefined)) return;
    this.away = error !== undefined;
    if (error) this.logger.warn({ event: 'cache-away', message: error.message }, 'Cache');
    else this.logger.log({ event: 'cache-back' }, 'Cache');
  }
}

function newClient({ host, port, user, password }: CacheConfig) {
  return createClient({
    username: user,
    password,
    // Commands fail immediately while there is no connection.
    disableOfflineQueue: true,
    socket: {
      host,
      port,
      ...isLoopback(host) ? {} : { tls: true as const },
      connectTimeout: CONNECT_MILLISECONDS,
      reconnectStrategy: (retries: number) => Math.min(50 * 2 ** retries, LONGEST_RECONNECT_MILLISECONDS),
    },
  });
}
