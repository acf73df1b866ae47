import { CLUSTER, databaseSettings, INSTANCE, masterSecretArn, type DatabaseSettings } from './database-settings';
import { LocalMysql } from './local-mysql';
import { LocalPostgres } from './local-postgres';
import { Unresolvable, type ResolvedResource, type ResolvedStack } from '../../stack';
import type { LocalResource, Reading, ResourceContext, ResourceKind } from '../shape/resource';

interface Engine {
  readonly name: string;
  readonly title: string;
  readonly open: (context: ResourceContext) => LocalResource<DatabaseSettings>;
}

const ENGINES: readonly Engine[] = [
  { name: 'postgres', title: 'PostgreSQL', open: (context) => new LocalPostgres(context) },
  { name: 'mysql', title: 'MySQL', open: (context) => new LocalMysql(context) },
];

/** Amazon RDS and Aurora databases, run as real servers. */
export const databaseKinds: readonly ResourceKind<DatabaseSettings>[] = ENGINES.map((engine) => ({
  name: engine.name,
  role: 'used',
  types: [INSTANCE, CLUSTER],
  read: (stack) => Object.values(stack.resources)
    .filter((resource) => isServer(resource, stack) && engineOf(resource) === engine)
    .map((resource) => reading(resource, stack, engine)),
  attributes: ({ logicalId }, { host, port }) => ({
    'Endpoint.Address': host,
    'Endpoint.Port': String(port),
    'ReadEndpoint.Address': host,
    'MasterUserSecret.SecretArn': masterSecretArn(logicalId),
  }),
  open: engine.open,
}));

/** The instances of an Aurora cluster are represented by the cluster. */
function isServer({ type, references }: ResolvedResource, { resources }: ResolvedStack): boolean {
  return type === CLUSTER || type === INSTANCE && !references.some((id) => resources[id]?.type === CLUSTER);
}

function engineOf(resource: ResolvedResource): Engine {
  const { engine } = databaseSettings(resource);
  const found = ENGINES.find(({ name }) => name === engine);
  if (found) return found;
  throw new Unresolvable(`${resource.logicalId} is a database with the engine ${engine || '(none)'}; only PostgreSQL and MySQL run locally. Leave it `
    + 'out of the local run, and use an environment that gets the address of your own server');
}

function reading(resource: ResolvedResource, { resources }: ResolvedStack, { title }: Engine): Reading<DatabaseSettings> {
  const { logicalId } = resource;
  const instances = resource.type === CLUSTER
    ? Object.values(resources).filter(({ type, references }) => type === INSTANCE && references.includes(logicalId)).map((each) => each.logicalId)
    : [];
  return {
    id: logicalId,
    settings: databaseSettings(resource),
    logicalIds: [logicalId, ...instances],
    imitatedOtherwise: [
      `${logicalId} is one ${title} server here: no Multi-AZ, readers, backups, rotation or Performance Insights, and no TLS on 127.0.0.1`,
    ],
  };
}
