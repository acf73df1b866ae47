import type { Migration } from 'kysely';
import * as links from './0001-links.js';

/**
 * In order. Each must be compatible with the previous revision, which still serves while it runs: add in one release, remove in a later one.
 * There are no down migrations, because they would lose what users have written since.
 */
export const MIGRATIONS: Readonly<Record<string, Migration>> = {
  '0001-links': links,
};
