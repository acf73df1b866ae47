import type { Migration } from 'kysely';
import * as links from './0001-links.js';

/**
 * In their order. Each must suit the revision before, which still serves while it runs: add in one release, remove in a later one. There is no way
 * down, because a database that has taken requests cannot go back.
 */
export const MIGRATIONS: Readonly<Record<string, Migration>> = {
  '0001-links': links,
};
