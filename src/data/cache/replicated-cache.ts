import { Duration, RemovalPolicy } from 'aws-cdk-lib';
import { InstanceClass, InstanceSize, InstanceType } from 'aws-cdk-lib/aws-ec2';
import { CfnReplicationGroup, CfnSubnetGroup } from 'aws-cdk-lib/aws-elasticache';
import type { Construct } from 'constructs';
import { CacheAccess } from './cache-access';
import { watchNodes } from './cache-alarms';
import { nodesCost } from './cache-cost';
import type { CacheOptions } from './cache-options';
import { CacheServer } from './cache-server';
import { acknowledge } from '../../core/acknowledge';
import { misuse, requireDurationWithin, requireIntegerWithin } from '../../core/misuse';
import type { AttachmentBindOptions, AttachmentConfig, IAttachment } from '../attachment-config';
import { dataSubnets } from '../data-subnets';
import { noteNewerVersion, requireVersion, type EngineVersions } from '../engine-versions';
import { noteNewerType, requireServerType, type GivenType } from '../server-types';
import { versions as known } from '../server-types.json';
import { constructId, requireFree, requireVariablePrefix } from '../variable-prefix';

type EngineName = 'valkey' | 'redis';

interface Engine {
  readonly title: string;
  readonly versions: EngineVersions;
}

const PORT = 6379;
const LOOK_UP = 'aws elasticache describe-cache-engine-versions';

const ENGINES: Readonly<Record<EngineName, Engine>> = {
  valkey: {
    title: 'Valkey',
    versions: {
      title: 'a version of Valkey that ElastiCache supports, major and minor',
      known: known.valkey,
      least: '7.2',
      standard: '8.2',
      lookUp: LOOK_UP,
    },
  },
  redis: {
    title: 'Redis OSS',
    versions: {
      title: 'a version of Redis OSS that ElastiCache supports, major and minor',
      known: known.redis,
      least: '7.0',
      // Newer ones of Redis have another license.
      complete: true,
      standard: '7.1',
      lookUp: LOOK_UP,
    },
  },
};

/** The user that the password belongs to. */
const USER = 'default';

/** A primary and its replicas, without sharding, which every client of Redis and Valkey supports. */
export class ReplicatedCache implements IAttachment {
  readonly needsDataSubnets?: boolean = true;

  private readonly engine: Engine;
  private readonly prefix: string;

  constructor(private readonly name: EngineName, private readonly options: CacheOptions) {
    this.engine = ENGINES[name];
    const prop = `Cache.${name}`;
    const { engineVersion, replicas, backupRetention, variablePrefix = 'CACHE' } = options;
    this.prefix = variablePrefix;
    if (engineVersion !== undefined) requireVersion(`${prop}.engineVersion`, engineVersion, this.engine.versions);
    if (this.givenType) requireNodeType(this.givenType);
    if (replicas !== undefined) requireIntegerWithin(`${prop}.replicas`, replicas, 0, 5, 'leave it out for one in production');
    if (backupRetention !== undefined) {
      const range = { unit: 'days', minimum: 0, maximum: 35, standard: 7, where: 'in production' } as const;
      requireDurationWithin(`${prop}.backupRetention`, backupRetention, range);
    }
    requireVariablePrefix(prop, variablePrefix, 'CACHE');
  }

  bind(scope: Construct, options: AttachmentBindOptions): AttachmentConfig {
    const { environmentName, production, network } = options;
    const { engine: { title, versions }, prefix } = this;
    const id = constructId(prefix);
    requireFree(scope, environmentName, prefix);
    noteNewerVersion(scope, `Cache.${this.name}.engineVersion`, this.options.engineVersion, versions);
    if (this.givenType) noteNewerType(scope, this.givenType);
    const replicas = this.options.replicas ?? (production ? 1 : 0);
    const failover = replicas > 0;
    const nodeType = this.options.nodeType ?? InstanceType.of(InstanceClass.T4G, production ? InstanceSize.SMALL : InstanceSize.MICRO);
    const subnets = dataSubnets(network, { environmentName, what: 'a cache', failover });
    const access = new CacheAccess(scope, id, title, options);
    const group = new CfnReplicationGroup(scope, id, {
      replicationGroupDescription: `Cache of ${environmentName}`,
      engine: this.name,
      engineVersion: this.options.engineVersion ?? versions.standard,
      cacheNodeType: `cache.${nodeType}`,
      numCacheClusters: replicas + 1,
      automaticFailoverEnabled: failover,
      multiAzEnabled: failover,
      cacheSubnetGroupName: new CfnSubnetGroup(scope, `${id}Subnets`, {
        description: `Cache of ${environmentName}`,
        subnetIds: network.vpc.selectSubnets(subnets).subnetIds,
      }).ref,
      securityGroupIds: [access.securityGroup.securityGroupId],
      port: PORT,
      transitEncryptionEnabled: true,
      transitEncryptionMode: 'required',
      atRestEncryptionEnabled: true,
      authToken: access.password,
      autoMinorVersionUpgrade: true,
      snapshotRetentionLimit: (this.options.backupRetention ?? Duration.days(production ? 7 : 0)).toDays(),
    });
    if (production) group.applyRemovalPolicy(RemovalPolicy.SNAPSHOT);
    acknowledge(group, 'AwsSolutions-AEC5', 'only the application\'s security group can reach it, so another port would add no protection');
    if (!failover) acknowledge(group, 'AwsSolutions-AEC4', 'a replica is the default in production only');
    CacheServer._remember(scope, prefix, { replicationGroup: group, secret: access.secret, securityGroup: access.securityGroup });
    watchNodes(options.alarms, id, group, replicas + 1);
    return {
      ...access.given(prefix, USER, { host: group.attrPrimaryEndPointAddress, port: group.attrPrimaryEndPointPort, ports: [PORT] }),
      standingResources: nodesCost({ title, nodeType, count: replicas + 1 }),
    };
  }

  private get givenType(): GivenType | undefined {
    const { nodeType } = this.options;
    return nodeType && {
      prop: `Cache.${this.name}.nodeType`, service: 'elastiCache', type: String(nodeType), example: '`new InstanceType(\'t4g.micro\')`',
    };
  }
}

/** Also rejects nodes that keep a part of the data on their own disks. */
function requireNodeType(given: GivenType): void {
  requireServerType(given);
  if (!/^[a-z]+\d+[a-z]*d\./.test(given.type)) return;
  throw misuse(given.prop, 'must be a type without data tiering, which these caches do not use', given.type, 'take r7g in its place, for example');
}
