import { DATABASE, databaseSettings, masterSecretArn, type DatabaseSettings } from './database-settings';
import { LocalPostgres } from './local-postgres';
import { objectAt } from '../../assembly/json';
import { Unresolvable } from '../../stack';
import type { ResourceKind } from '../shape/resource';

/** Databases of Amazon RDS: PostgreSQL is a real one. */
export const databaseKind: ResourceKind<DatabaseSettings> = {
  name: 'database',
  role: 'used',
  types: [DATABASE],
  read: ({ resources }) => Object.values(resources).filter(({ type }) => type === DATABASE).map((resource) => {
    const settings = databaseSettings(resource);
    const { logicalId } = resource;
    if (settings.engine !== 'postgres') {
      throw new Unresolvable(`${logicalId} is a database of the engine ${settings.engine || '(none)'}; PostgreSQL is run here. Leave it out of the `
        + 'local run, with an environment that brings the address of a server of your own');
    }
    return {
      id: logicalId,
      settings,
      logicalIds: [logicalId],
      imitatedOtherwise: [
        `${logicalId} is one PostgreSQL server on this machine: no Multi-AZ, backups, rotation or Performance Insights, and no TLS on 127.0.0.1`,
      ],
    };
  }),
  attributes: ({ logicalId, properties }, { host, port }) => ({
    'Endpoint.Address': host,
    'Endpoint.Port': String(port),
    ...objectAt(properties) && { 'MasterUserSecret.SecretArn': masterSecretArn(logicalId) },
  }),
  open: (context) => new LocalPostgres(context),
};
