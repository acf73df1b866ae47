import type { OnApplicationShutdown } from '@nestjs/common';
import { sql, type Selectable } from 'kysely';
import type { Link } from './link.js';
import { LinkStore } from './link-store.js';
import type { VisitCounter } from './visit-counter.js';
import type { Database } from '../database/database.js';
import type { Schema } from '../database/schema.js';

/** If the cache loses its data, at most the visits of this interval are lost. */
const SAVE_EVERY_MILLISECONDS = 1_000;

/** Links in PostgreSQL. If there is a cache, it counts visits, which are saved here at intervals: hosts then do not compete for locks on a row. */
export class PostgresLinkStore extends LinkStore implements OnApplicationShutdown {
  private readonly saving?: NodeJS.Timeout;

  constructor(private readonly database: Database, private readonly counter?: VisitCounter) {
    super();
    if (!counter) return;
    this.saving = setInterval(() => {
      // Counts that could not be saved are saved the next time; `Database` logs the error.
      this.saveVisits().catch(() => undefined);
    }, SAVE_EVERY_MILLISECONDS);
  }

  override async add({ slug, url, createdAt }: Link): Promise<boolean> {
    const { numInsertedOrUpdatedRows } = await this.database.ask((db) => db.insertInto('links').values({ slug, url, created_at: new Date(createdAt) })
      .onConflict((conflict) => conflict.column('slug').doNothing()).executeTakeFirst());
    return numInsertedOrUpdatedRows === 1n;
  }

  override async find(slug: string): Promise<Link | undefined> {
    const link = await this.saved(slug);
    return link && this.counter ? { ...link, visits: await this.counter.current(slug, link.visits) } : link;
  }

  override async remove(slug: string): Promise<boolean> {
    const { numDeletedRows } = await this.database.ask((db) => db.deleteFrom('links').where('slug', '=', slug).executeTakeFirst());
    await this.counter?.forget(slug);
    return numDeletedRows === 1n;
  }

  override async countVisit(slug: string): Promise<Link | undefined> {
    if (!this.counter) return this.countHere(slug, 0);
    const link = await this.saved(slug);
    if (!link) return undefined;
    const visits = await this.counter.count(slug, link.visits);
    return visits === undefined ? this.countHere(slug, this.counter.unsavedOf(slug)) : { ...link, visits };
  }

  async ready(): Promise<void> {
    await this.database.ask((db) => db.selectFrom('links').select('slug').limit(1).execute());
  }

  async onApplicationShutdown(): Promise<void> {
    clearInterval(this.saving);
    await this.saveVisits().catch(() => undefined);
    await this.database.close();
  }

  private async saved(slug: string): Promise<Link | undefined> {
    const row = await this.database.ask((db) => db.selectFrom('links').selectAll().where('slug', '=', slug).executeTakeFirst());
    return row && linkOf(row);
  }

  /** Counts a visit in the database, starting from whichever count is higher: the saved one or the known one. */
  private async countHere(slug: string, known: number): Promise<Link | undefined> {
    const row = await this.database.ask((db) => db.updateTable('links').set({ visits: sql`greatest(visits, ${known}::bigint) + 1` })
      .where('slug', '=', slug).returningAll().executeTakeFirst());
    return row && linkOf(row);
  }

  private async saveVisits(): Promise<void> {
    await this.counter?.save(async (counts) => {
      const slugs = [...counts.keys()].sort();
      const visits = slugs.map((slug) => counts.get(slug));
      await this.database.ask((db) => sql`
        update links set visits = greatest(links.visits, counted.visits)
        from unnest(${slugs}::text[], ${visits}::bigint[]) as counted (slug, visits)
        where links.slug = counted.slug
      `.execute(db));
    });
  }
}

function linkOf({ slug, url, created_at, visits }: Selectable<Schema['links']>): Link {
  return { slug, url, createdAt: created_at.toISOString(), visits: Number(visits) };
}
