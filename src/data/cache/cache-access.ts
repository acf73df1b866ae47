import { Connections, Port, SecurityGroup } from 'aws-cdk-lib/aws-ec2';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import type { Construct } from 'constructs';
import { acknowledge } from '../../core/acknowledge';
import type { AttachmentBindOptions, AttachmentConfig } from '../attachment-config';
import { SecretReference } from '../secret-reference';

export interface CacheAddress {
  readonly host: string;
  readonly port: string;
  /** Every port that clients connect to. */
  readonly ports: readonly number[];
}

/** Security group and password of a cache. */
export class CacheAccess {
  readonly securityGroup: SecurityGroup;
  readonly secret: Secret;
  /** CloudFormation replaces it with the password. */
  readonly password: string;

  constructor(scope: Construct, id: string, private readonly title: string, { network, environmentName }: AttachmentBindOptions) {
    this.securityGroup = new SecurityGroup(scope, `${id}SecurityGroup`, {
      vpc: network.vpc, description: `${title}: only the application comes in`, allowAllOutbound: false,
    });
    this.secret = new Secret(scope, `${id}Secret`, {
      description: `Password of the cache of ${environmentName}`,
      generateSecretString: { passwordLength: 64, excludePunctuation: true },
    });
    acknowledge(this.secret, 'AwsSolutions-SMG4',
      'ElastiCache does not rotate passwords by itself; only the application can reach the cache, and docs/cache.md explains how to change it');
    this.password = this.secret.secretValue.unsafeUnwrap();
  }

  /** What the application receives: variables, secrets and the connection. */
  given(prefix: string, user: string, { host, port, ports }: CacheAddress): Omit<AttachmentConfig, 'standingResources'> {
    return {
      variables: { [`${prefix}_HOST`]: host, [`${prefix}_PORT`]: port, [`${prefix}_USER`]: user },
      secrets: { [`${prefix}_PASSWORD`]: SecretReference.fromSecretsManager(this.secret) },
      connections: ports.map((each) => ({
        connectable: { connections: new Connections({ securityGroups: [this.securityGroup] }) },
        port: Port.tcp(each),
        description: `${this.title}: the application comes in`,
      })),
    };
  }
}
