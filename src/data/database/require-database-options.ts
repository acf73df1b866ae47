import type { DatabaseOptions } from './database-options';
import { requireIntegerWithin, requirePattern } from '../../core/misuse';
import { requireVariablePrefix } from '../variable-prefix';

type Shared = Pick<DatabaseOptions, 'backupRetention' | 'connectionsAlarm' | 'databaseName' | 'variablePrefix'>;

/** What is asked of any relational database. */
export function requireDatabaseOptions(prop: string, { backupRetention, connectionsAlarm, databaseName, variablePrefix }: Shared): void {
  if (backupRetention !== undefined && !backupRetention.isUnresolved()) {
    requireIntegerWithin(`${prop}.backupRetention`, backupRetention.toDays({ integral: false }), 1, 35, 'leave it out for 14 days in production');
  }
  if (connectionsAlarm !== undefined) requireIntegerWithin(`${prop}.connectionsAlarm`, connectionsAlarm, 1, 100_000, 'leave it out for 80');
  if (databaseName !== undefined) {
    requirePattern(`${prop}.databaseName`, databaseName, /^[A-Za-z][A-Za-z0-9]{0,62}$/, 'must be letters and digits', 'leave it out for `app`');
  }
  if (variablePrefix !== undefined) requireVariablePrefix(prop, variablePrefix, 'DATABASE');
}
