import type { DatabaseOptions } from './database-options';
import { isReserved, type EngineFamily } from './reserved-names';
import { misuse, requireDurationWithin, requireIntegerWithin, requirePattern } from '../../core/misuse';
import { requireVariablePrefix } from '../variable-prefix';

/** How long names of databases may be. */
const LONGEST: Readonly<Record<EngineFamily, number>> = { postgres: 63, mysql: 64 };

type Shared = Pick<DatabaseOptions, 'backupRetention' | 'connectionsAlarm' | 'databaseName' | 'variablePrefix'>;

/** Checks the options that all relational databases have. */
export function requireDatabaseOptions(prop: string, engine: EngineFamily, options: Shared): void {
  const { backupRetention, connectionsAlarm, databaseName, variablePrefix } = options;
  if (backupRetention !== undefined) {
    const range = { unit: 'days', minimum: 1, maximum: 35, standard: 14, where: 'in production' } as const;
    requireDurationWithin(`${prop}.backupRetention`, backupRetention, range);
  }
  if (connectionsAlarm !== undefined) requireIntegerWithin(`${prop}.connectionsAlarm`, connectionsAlarm, 1, 100_000, 'leave it out for 80');
  if (databaseName !== undefined) requireDatabaseName(`${prop}.databaseName`, engine, databaseName);
  if (variablePrefix !== undefined) requireVariablePrefix(prop, variablePrefix, 'DATABASE');
}

function requireDatabaseName(prop: string, engine: EngineFamily, name: string): void {
  const longest = LONGEST[engine];
  requirePattern(prop, name, new RegExp(`^[A-Za-z][A-Za-z0-9]{0,${longest - 1}}$`),
    `must be 1 to ${longest} letters and digits, with a letter first`, 'leave it out for `app`');
  if (!isReserved(engine, name)) return;
  throw misuse(prop, 'must not be a reserved word of SQL or of the server', name, 'leave it out for `app`');
}
