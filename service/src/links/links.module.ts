import { Module, type DynamicModule, type LoggerService } from '@nestjs/common';
import { InMemoryLinkStore } from './in-memory-link-store.js';
import { LinkStore } from './link-store.js';
import { LinksController } from './links.controller.js';
import { LinksService } from './links.service.js';
import { PostgresLinkStore } from './postgres-link-store.js';
import { VisitCounter } from './visit-counter.js';
import { AdminTokens } from '../admin/admin-tokens.js';
import { Cache } from '../cache/cache.js';
import type { Config } from '../config/config.js';
import { Database } from '../database/database.js';
import { RateLimit } from '../rate-limit/rate-limit.js';

@Module({})
export class LinksModule {
  /** Uses the database and the cache if the configuration names them. */
  static with(config: Config, logger: LoggerService): DynamicModule {
    const cache = config.cache && new Cache(config.cache, logger);
    const store = config.database
      ? new PostgresLinkStore(new Database(config.database, logger), cache && new VisitCounter(cache))
      : new InMemoryLinkStore();
    return {
      module: LinksModule,
      controllers: [LinksController],
      providers: [
        LinksService,
        { provide: LinkStore, useValue: store },
        { provide: AdminTokens, useValue: new AdminTokens(config.adminTokens) },
        { provide: RateLimit, useValue: new RateLimit(config.linksPerMinute, cache) },
        // Closed after the store has saved its counts.
        { provide: Cache, useValue: { onApplicationShutdown: () => cache?.close() } },
      ],
      exports: [LinkStore],
    };
  }
}
