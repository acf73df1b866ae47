import type { ISecurityGroup } from 'aws-cdk-lib/aws-ec2';
import type { DatabaseCluster, DatabaseInstance } from 'aws-cdk-lib/aws-rds';
import type { ISecret } from 'aws-cdk-lib/aws-secretsmanager';
import type { IConstruct } from 'constructs';
import { guardFactories } from '../../core/guard-factories';
import { misuse } from '../../core/misuse';
import { UsedServers } from '../used-servers';

interface DatabaseParts {
  readonly instance?: DatabaseInstance;
  readonly cluster?: DatabaseCluster;
  readonly secret: ISecret;
  readonly securityGroup: ISecurityGroup;
}

const servers = new UsedServers<DatabaseServer>();

/** The database of an environment, and its resources. */
export class DatabaseServer {
  /**
   * The resources of `Database.postgres()` and its siblings in an environment.
   *
   * @param environment the environment's stack, or anything in it
   * @param variablePrefix the `variablePrefix` of its options
   */
  static of(environment: IConstruct, variablePrefix: string = 'DATABASE'): DatabaseServer {
    const server = servers.find(environment, variablePrefix);
    if (server) return server;
    throw misuse('environment', 'must use a database with this `variablePrefix`', variablePrefix, 'add `Database.postgres()` to its `uses`');
  }

  /** @internal */
  static _remember(environment: IConstruct, variablePrefix: string, parts: DatabaseParts): void {
    servers.remember(environment, variablePrefix, new DatabaseServer(parts));
  }

  /** The RDS instance, if the database is not on Aurora. */
  readonly instance?: DatabaseInstance;

  /** The Aurora cluster, if the database is on Aurora. */
  readonly cluster?: DatabaseCluster;

  /** User and password. RDS rotates the password every seven days. */
  readonly secret: ISecret;

  /** Security group of the database. */
  readonly securityGroup: ISecurityGroup;

  private constructor(parts: DatabaseParts) {
    this.instance = parts.instance;
    this.cluster = parts.cluster;
    this.secret = parts.secret;
    this.securityGroup = parts.securityGroup;
  }
}

guardFactories('DatabaseServer', DatabaseServer);
