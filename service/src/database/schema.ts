import type { Generated } from 'kysely';

/** The tables that the migrations create. */
export interface Schema {
  readonly links: LinksTable;
}

interface LinksTable {
  readonly slug: string;
  readonly url: string;
  readonly created_at: Generated<Date>;
  /** With a cache, it may lack the visits of the last second. The driver returns PostgreSQL's bigint as text. */
  readonly visits: Generated<string>;
}
