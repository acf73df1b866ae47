import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { InstanceClass, InstanceSize, InstanceType, SecurityGroup } from 'aws-cdk-lib/aws-ec2';
import {
  DatabaseInstance, DatabaseInstanceEngine, MysqlEngineVersion, ParameterGroup, PostgresEngineVersion, StorageType, type IInstanceEngine,
} from 'aws-cdk-lib/aws-rds';
import type { Construct } from 'constructs';
import { watchDatabase } from './database-alarms';
import { databaseCost } from './database-cost';
import { givenOf, USER } from './database-given';
import type { DatabaseOptions } from './database-options';
import { DatabaseServer } from './database-server';
import { requireDatabaseOptions } from './require-database-options';
import { acknowledge } from '../../core/acknowledge';
import { misuse, requireIntegerWithin } from '../../core/misuse';
import type { AttachmentBindOptions, AttachmentConfig, IAttachment } from '../attachment-config';
import { dataSubnets } from '../data-subnets';
import { noteNewerVersion, requireVersion, type EngineVersions } from '../engine-versions';
import { noteNewerType, requireServerType, type GivenType } from '../server-types';
import { versions } from '../server-types.json';
import { constructId, requireFree } from '../variable-prefix';

type EngineName = 'postgres' | 'mysql';

interface Engine {
  readonly title: string;
  readonly port: number;
  readonly versions: EngineVersions;
  /** Makes the server refuse connections without TLS. */
  readonly tls: Readonly<Record<string, string>>;
  /** Smallest instance size that supports Performance Insights. */
  readonly smallest: InstanceSize;
  readonly logs: string[];
  engine(version: string): IInstanceEngine;
}

const ENGINES: Readonly<Record<EngineName, Engine>> = {
  postgres: {
    title: 'PostgreSQL',
    port: 5432,
    versions: {
      title: 'a major version of PostgreSQL that RDS supports',
      known: versions.postgres,
      least: '14',
      standard: '17',
      lookUp: 'aws rds describe-db-engine-versions --engine postgres',
    },
    engine: (version) => DatabaseInstanceEngine.postgres({ version: PostgresEngineVersion.of(version, version) }),
    tls: { 'rds.force_ssl': '1' },
    smallest: InstanceSize.MICRO,
    logs: ['postgresql'],
  },
  mysql: {
    title: 'MySQL',
    port: 3306,
    versions: {
      title: 'a major version of MySQL that RDS supports',
      known: versions.mysql,
      least: '8.0',
      standard: '8.4',
      lookUp: 'aws rds describe-db-engine-versions --engine mysql',
    },
    engine: (version) => DatabaseInstanceEngine.mysql({ version: MysqlEngineVersion.of(version, version) }),
    tls: { require_secure_transport: '1' },
    smallest: InstanceSize.MEDIUM,
    logs: ['error'],
  },
};

/** A database on Amazon RDS. */
export class RelationalDatabase implements IAttachment {
  readonly needsDataSubnets?: boolean = true;

  private readonly engine: Engine;
  private readonly prop: string;
  private readonly version: string;
  private readonly prefix: string;

  constructor(name: EngineName, private readonly options: DatabaseOptions) {
    this.engine = ENGINES[name];
    const prop = `Database.${name}`;
    const { majorVersion = this.engine.versions.standard, variablePrefix = 'DATABASE', storageGiB } = options;
    this.version = majorVersion;
    this.prefix = variablePrefix;
    this.prop = prop;
    requireVersion(`${prop}.majorVersion`, majorVersion, this.engine.versions);
    if (storageGiB !== undefined) requireIntegerWithin(`${prop}.storageGiB`, storageGiB, 20, 65_536, 'leave it out for 20');
    if (this.givenType) requireServerType(this.givenType);
    this.requirePerformanceInsights();
    requireDatabaseOptions(prop, name, options);
  }

  bind(scope: Construct, options: AttachmentBindOptions): AttachmentConfig {
    const { prefix, engine } = this;
    const { instance, securityGroup, multiAz, instanceType, storageGiB } = this.server(scope, options);
    noteNewerVersion(scope, `${this.prop}.majorVersion`, this.options.majorVersion, engine.versions);
    if (this.givenType) noteNewerType(scope, this.givenType);
    const secret = instance.secret!;
    DatabaseServer._remember(scope, prefix, { instance, secret, securityGroup });
    watchDatabase(options.alarms, instance, { id: constructId(prefix), storageGiB, connections: this.options.connectionsAlarm ?? 80 });
    return {
      ...givenOf(prefix, {
        title: engine.title,
        server: instance,
        secret,
        host: instance.dbInstanceEndpointAddress,
        port: instance.dbInstanceEndpointPort,
        portNumber: engine.port,
        databaseName: this.databaseName,
      }),
      standingResources: databaseCost(engine.title, { instanceType, storageGiB, multiAz }),
    };
  }

  private server(scope: Construct, { environmentName, production, network }: AttachmentBindOptions): Server {
    const { engine, options, version } = this;
    const { vpc } = network;
    const id = constructId(this.prefix);
    requireFree(scope, environmentName, this.prefix);
    const multiAz = options.multiAz ?? production;
    const subnets = dataSubnets(network, { environmentName, what: 'a database', failover: multiAz });
    const storageGiB = options.storageGiB ?? 20;
    const size = production ? InstanceSize.MEDIUM : engine.smallest;
    const instanceType = options.instanceType ?? InstanceType.of(InstanceClass.T4G, size);
    const deletionProtection = options.deletionProtection ?? production;
    const instanceEngine = engine.engine(version);
    const securityGroup = new SecurityGroup(scope, `${id}SecurityGroup`, {
      vpc, description: `${engine.title}: only the application comes in`, allowAllOutbound: false,
    });
    const instance = new DatabaseInstance(scope, id, {
      engine: instanceEngine,
      parameterGroup: new ParameterGroup(scope, `${id}Parameters`, { engine: instanceEngine, parameters: { ...engine.tls } }),
      vpc,
      vpcSubnets: subnets,
      securityGroups: [securityGroup],
      publiclyAccessible: false,
      instanceType,
      multiAz,
      databaseName: this.databaseName,
      credentials: { username: USER },
      manageMasterUserPassword: true,
      storageType: StorageType.GP3,
      allocatedStorage: storageGiB,
      maxAllocatedStorage: storageGiB * 5,
      storageEncrypted: true,
      backupRetention: options.backupRetention ?? Duration.days(production ? 14 : 1),
      copyTagsToSnapshot: true,
      deletionProtection,
      removalPolicy: RemovalPolicy.SNAPSHOT,
      enablePerformanceInsights: true,
      cloudwatchLogsExports: [...engine.logs],
      autoMinorVersionUpgrade: true,
      // Only `majorVersion` changes the major version; without this, Amazon RDS refuses that.
      allowMajorVersionUpgrade: true,
    });
    acknowledge(instance, 'CloudFormation-Validate::E9006', 'Amazon RDS takes a major version, and chooses its newest minor version');
    acknowledge(instance, 'AwsSolutions-RDS11', 'only the application\'s security group can reach it, so another port would add no protection');
    if (!multiAz) acknowledge(instance, 'AwsSolutions-RDS3', 'a second instance is the default in production only');
    if (!deletionProtection) {
      acknowledge(instance, 'AwsSolutions-RDS10', 'deletion protection is the default in production only; a final snapshot is kept in any case');
    }
    return { instance, securityGroup, multiAz, storageGiB, instanceType };
  }

  private get givenType(): GivenType | undefined {
    const { instanceType } = this.options;
    return instanceType && {
      prop: `${this.prop}.instanceType`, service: 'rds', type: String(instanceType), example: `\`new InstanceType('t4g.${this.engine.smallest}')\``,
    };
  }

  /** Which is always on, and which not every size supports. */
  private requirePerformanceInsights(): void {
    const { type = '', prop = '', example } = this.givenType ?? {};
    if (this.engine.smallest === InstanceSize.MICRO || !/\.(micro|small)$/.test(type)) return;
    throw misuse(prop, `must be \`medium\` or larger, because Performance Insights does not support less with ${this.engine.title}`, type,
      `write ${example}, for example`);
  }

  private get databaseName(): string {
    return this.options.databaseName ?? 'app';
  }
}

interface Server {
  readonly instance: DatabaseInstance;
  readonly securityGroup: SecurityGroup;
  readonly multiAz: boolean;
  readonly storageGiB: number;
  readonly instanceType: InstanceType;
}
