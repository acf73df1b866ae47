import type { Generated } from 'kysely';

/** The tables, as the migrations make them. */
export interface Schema {
  readonly links: LinksTable;
}

interface LinksTable {
  readonly slug: string;
  readonly url: string;
  readonly created_at: Generated<Date>;
  /** With a cache it may lag behind by what was counted in the last second. PostgreSQL's bigint comes as text. */
  readonly visits: Generated<string>;
}
