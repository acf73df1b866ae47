import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { SecurityGroup } from 'aws-cdk-lib/aws-ec2';
import {
  AuroraMysqlEngineVersion, AuroraPostgresEngineVersion, ClusterInstance, DatabaseCluster, DatabaseClusterEngine, DBClusterStorageType,
  ParameterGroup, type IClusterEngine,
} from 'aws-cdk-lib/aws-rds';
import type { Construct } from 'constructs';
import type { AuroraOptions } from './aurora-options';
import { watchCluster } from './database-alarms';
import { auroraCost } from './database-cost';
import { givenOf, USER } from './database-given';
import { DatabaseServer } from './database-server';
import { requireDatabaseOptions } from './require-database-options';
import { acknowledge } from '../../core/acknowledge';
import { misuse, requireIntegerWithin } from '../../core/misuse';
import type { AttachmentBindOptions, AttachmentConfig, IAttachment } from '../attachment-config';
import { dataSubnets } from '../data-subnets';
import { noteNewerVersion, requireVersion, type EngineVersions } from '../engine-versions';
import { versions } from '../server-types.json';
import { constructId, requireFree } from '../variable-prefix';

type EngineName = 'auroraPostgres' | 'auroraMysql';

interface Engine {
  readonly title: string;
  readonly port: number;
  readonly versions: EngineVersions;
  /** Makes the server refuse connections without TLS. */
  readonly tls: Readonly<Record<string, string>>;
  readonly logs: string[];
  engine(version: string): IClusterEngine;
}

const ENGINES: Readonly<Record<EngineName, Engine>> = {
  auroraPostgres: {
    title: 'Aurora PostgreSQL',
    port: 5432,
    versions: {
      title: 'a major version of Aurora PostgreSQL',
      known: versions.auroraPostgres,
      least: '15',
      standard: '17',
      lookUp: 'aws rds describe-db-engine-versions --engine aurora-postgresql',
    },
    engine: (version) => DatabaseClusterEngine.auroraPostgres({ version: AuroraPostgresEngineVersion.of(version, version) }),
    tls: { 'rds.force_ssl': '1' },
    logs: ['postgresql'],
  },
  auroraMysql: {
    title: 'Aurora MySQL',
    port: 3306,
    versions: {
      title: 'a major version of Aurora MySQL',
      known: versions.auroraMysql,
      least: '8.0',
      standard: '8.0',
      lookUp: 'aws rds describe-db-engine-versions --engine aurora-mysql',
    },
    engine: (version) => DatabaseClusterEngine.auroraMysql({ version: AuroraMysqlEngineVersion.of(version, version) }),
    tls: { require_secure_transport: 'ON' },
    logs: ['audit', 'error'],
  },
};

const MOST_CAPACITY = 256;

/** A database on Amazon Aurora Serverless v2. */
export class AuroraDatabase implements IAttachment {
  readonly needsDataSubnets?: boolean = true;

  private readonly engine: Engine;
  private readonly prefix: string;

  constructor(private readonly name: EngineName, private readonly options: AuroraOptions) {
    this.engine = ENGINES[name];
    const prop = `Database.${name}`;
    const { majorVersion, readers, minCapacity = 0.5, maxCapacity = MOST_CAPACITY, variablePrefix = 'DATABASE' } = options;
    this.prefix = variablePrefix;
    requireDatabaseOptions(prop, name === 'auroraMysql' ? 'mysql' : 'postgres', options);
    if (majorVersion !== undefined) requireVersion(`${prop}.majorVersion`, majorVersion, this.engine.versions);
    if (readers !== undefined) requireIntegerWithin(`${prop}.readers`, readers, 0, 15, 'leave it out for one in production');
    requireCapacity(`${prop}.minCapacity`, minCapacity, 0);
    requireCapacity(`${prop}.maxCapacity`, maxCapacity, Math.max(1, minCapacity));
  }

  bind(scope: Construct, options: AttachmentBindOptions): AttachmentConfig {
    const { environmentName, production, alarms } = options;
    const { engine: { title, port }, prefix } = this;
    const { connectionsAlarm = 80, minCapacity = 0.5, databaseName = 'app' } = this.options;
    requireFree(scope, environmentName, prefix);
    noteNewerVersion(scope, `Database.${this.name}.majorVersion`, this.options.majorVersion, this.engine.versions);
    const readers = this.options.readers ?? (production ? 1 : 0);
    const maxCapacity = this.options.maxCapacity ?? Math.max(production ? 8 : 2, minCapacity);
    const { cluster, securityGroup } = this.cluster(scope, options, { readers, minCapacity, maxCapacity, databaseName });
    const secret = cluster.secret!;
    DatabaseServer._remember(scope, prefix, { cluster, secret, securityGroup });
    watchCluster(alarms, cluster, { id: constructId(prefix), connections: connectionsAlarm });
    return {
      ...givenOf(prefix, {
        title,
        server: cluster,
        secret,
        host: cluster.clusterEndpoint.hostname,
        port: cluster.clusterEndpoint.port.toString(),
        portNumber: port,
        databaseName,
      }),
      standingResources: auroraCost(title, { minCapacity, instances: readers + 1 }),
    };
  }

  private cluster(scope: Construct, { environmentName, production, network }: AttachmentBindOptions, size: Size): Cluster {
    const { engine: { title, engine, versions: { standard }, tls, logs }, name, options } = this;
    const id = constructId(this.prefix);
    const subnets = dataSubnets(network, { environmentName, what: 'a database', failover: size.readers > 0 });
    const deletionProtection = options.deletionProtection ?? production;
    const clusterEngine = engine(options.majorVersion ?? standard);
    const { vpc } = network;
    const securityGroup = new SecurityGroup(scope, `${id}SecurityGroup`, {
      vpc, description: `${title}: only the application comes in`, allowAllOutbound: false,
    });
    const cluster = new DatabaseCluster(scope, id, {
      engine: clusterEngine,
      parameterGroup: new ParameterGroup(scope, `${id}Parameters`, { engine: clusterEngine, parameters: { ...tls } }),
      vpc,
      vpcSubnets: subnets,
      securityGroups: [securityGroup],
      writer: ClusterInstance.serverlessV2('Writer', INSTANCE),
      readers: Array.from({ length: size.readers }, (_, index) =>
        // The first reader scales with the writer, so it can take over at any time.
        ClusterInstance.serverlessV2(`Reader${index + 1}`, { ...INSTANCE, scaleWithWriter: index === 0 })),
      serverlessV2MinCapacity: size.minCapacity,
      serverlessV2MaxCapacity: size.maxCapacity,
      defaultDatabaseName: size.databaseName,
      credentials: { username: USER },
      manageMasterUserPassword: true,
      iamAuthentication: true,
      storageType: DBClusterStorageType.AURORA,
      storageEncrypted: true,
      backup: { retention: options.backupRetention ?? Duration.days(production ? 14 : 1) },
      copyTagsToSnapshot: true,
      deletionProtection,
      removalPolicy: RemovalPolicy.SNAPSHOT,
      enablePerformanceInsights: true,
      cloudwatchLogsExports: [...logs],
      autoMinorVersionUpgrade: true,
    });
    acknowledge(cluster, 'AwsSolutions-RDS11', 'only the application\'s security group can reach it, so another port would add no protection');
    if (name === 'auroraMysql') {
      acknowledge(cluster, 'AwsSolutions-RDS14', 'backups restore it to any second; backtracking would be billed for each change');
    }
    if (!deletionProtection) {
      acknowledge(cluster, 'AwsSolutions-RDS10', 'deletion protection is the default in production only; a final snapshot is kept in any case');
    }
    return { cluster, securityGroup };
  }
}

/** Set on the instance, too, or aws-cdk-lib warns. */
const INSTANCE = { publiclyAccessible: false, enablePerformanceInsights: true };

interface Size {
  readonly readers: number;
  readonly minCapacity: number;
  readonly maxCapacity: number;
  readonly databaseName: string;
}

interface Cluster {
  readonly cluster: DatabaseCluster;
  readonly securityGroup: SecurityGroup;
}

function requireCapacity(prop: string, value: number, least: number): void {
  if (Number.isInteger(value * 2) && value >= least && value <= MOST_CAPACITY) return;
  throw misuse(prop, `must be ${least} to ${MOST_CAPACITY} in steps of 0.5`, value, 'leave it out for the smallest');
}
