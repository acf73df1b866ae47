import type { OnApplicationShutdown } from '@nestjs/common';
import { sql, type Selectable } from 'kysely';
import type { Link } from './link.js';
import { LinkStore } from './link-store.js';
import type { VisitCounter } from './visit-counter.js';
import type { Database } from '../database/database.js';
import type { Schema } from '../database/schema.js';

/** So much of what was counted is lost at most when the cache loses its data. */
const SAVE_EVERY_MILLISECONDS = 1_000;

/** Links in PostgreSQL. Visits are counted in the cache where there is one, and saved here: hosts do not wait for each other over a row. */
export class PostgresLinkStore extends LinkStore implements OnApplicationShutdown {
  private readonly saving?: NodeJS.Timeout;

  constructor(private readonly database: Database, private readonly counter?: VisitCounter) {
    super();
    if (!counter) return;
    this.saving = setInterval(() => {
      // What could not be saved is saved the next time; the database reports itself.
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

  /** At least one more than is known elsewhere. */
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
