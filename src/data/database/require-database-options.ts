import type { DatabaseOptions } from './database-options';
import { misuse, requireIntegerWithin, requirePattern, requireKnown } from '../../core/misuse';
import { requireVariablePrefix } from '../variable-prefix';

/** Names that RDS refuses for a database: reserved words of SQL, and databases that the servers have already. */
const RESERVED = new Set((
  'all and as asc both case check collate column constraint create current_date current_time current_timestamp current_user default desc distinct '
  + 'else exists false fetch for foreign from grant group having in inner into join leading left like limit natural not null on or order primary '
  + 'references right select table then to trailing true union unique user using when where window with '
  + 'mysql sys innodb information_schema performance_schema template0 template1 rdsadmin'
).split(' '));

type Shared = Pick<DatabaseOptions, 'backupRetention' | 'connectionsAlarm' | 'databaseName' | 'variablePrefix'>;

/** Checks the options that all relational databases have. */
export function requireDatabaseOptions(prop: string, { backupRetention, connectionsAlarm, databaseName, variablePrefix }: Shared): void {
  if (backupRetention !== undefined) {
    requireKnown(`${prop}.backupRetention`, backupRetention, 'leave it out for 14 days in production');
    requireIntegerWithin(`${prop}.backupRetention`, backupRetention.toDays({ integral: false }), 1, 35, 'leave it out for 14 days in production');
  }
  if (connectionsAlarm !== undefined) requireIntegerWithin(`${prop}.connectionsAlarm`, connectionsAlarm, 1, 100_000, 'leave it out for 80');
  if (databaseName !== undefined) {
    requirePattern(`${prop}.databaseName`, databaseName, /^[A-Za-z][A-Za-z0-9]{0,62}$/, 'must be 1 to 63 letters and digits, with a letter first',
      'leave it out for `app`');
    if (RESERVED.has(databaseName.toLowerCase())) {
      throw misuse(`${prop}.databaseName`, 'must not be a reserved word of SQL or of the server', databaseName, 'leave it out for `app`');
    }
  }
  if (variablePrefix !== undefined) requireVariablePrefix(prop, variablePrefix, 'DATABASE');
}
