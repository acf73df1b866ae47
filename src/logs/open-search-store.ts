import { Stack } from 'aws-cdk-lib';
import { Connections, Port, type IConnectable, type SecurityGroup } from 'aws-cdk-lib/aws-ec2';
import type { CfnDeliveryStream } from 'aws-cdk-lib/aws-kinesisfirehose';
import type { CfnDomain } from 'aws-cdk-lib/aws-opensearchservice';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import type { IConstruct } from 'constructs';
import { guardFactories } from '../core/guard-factories';
import { misuse } from '../core/misuse';

interface OpenSearchParts {
  readonly domain: CfnDomain;
  readonly securityGroup: SecurityGroup;
  readonly deliveryStream: CfnDeliveryStream;
  readonly failedDocuments: IBucket;
}

const stores = new WeakMap<Stack, OpenSearchStore>();

/** The OpenSearch domain that an environment's logs are in. */
export class OpenSearchStore implements IConnectable {
  /**
   * The resources of `Logs.openSearch()` in an environment.
   *
   * @param environment the environment's stack, or anything in it
   */
  static of(environment: IConstruct): OpenSearchStore {
    const store = stores.get(Stack.of(environment));
    if (store) return store;
    throw misuse('environment', 'must send its logs to a domain of its own', environment.node.path, 'set `logs` to `Logs.openSearch()`');
  }

  /** @internal */
  static _remember(environment: IConstruct, parts: OpenSearchParts): void {
    stores.set(Stack.of(environment), new OpenSearchStore(parts));
  }

  /** The domain. */
  readonly domain: CfnDomain;

  /** Connections of the domain, on port 443, for example to give people access. */
  readonly connections: Connections;

  /** The stream that delivers logs to the domain. */
  readonly deliveryStream: CfnDeliveryStream;

  /** Bucket of documents that the domain rejected. */
  readonly failedDocuments: IBucket;

  private constructor({ domain, securityGroup, deliveryStream, failedDocuments }: OpenSearchParts) {
    this.domain = domain;
    this.connections = new Connections({ securityGroups: [securityGroup], defaultPort: Port.tcp(443) });
    this.deliveryStream = deliveryStream;
    this.failedDocuments = failedDocuments;
  }
}

guardFactories('OpenSearchStore', OpenSearchStore);
