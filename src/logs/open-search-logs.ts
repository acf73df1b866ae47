import { Annotations, Duration, Stack } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { DeliverySecurityGroup } from './delivery-security-group';
import { LogDelivery } from './log-delivery';
import { LogForwarder } from './log-forwarder';
import type { ILogs, LogsBindOptions, LogsConfig } from './logs-config';
import { noteUnforwardedLogs } from './not-forwarded';
import { watchDomain } from './open-search-alarms';
import { deliveryCost, domainCost } from './open-search-cost';
import { OpenSearchDomain } from './open-search-domain';
import { noteNewerNodes } from './open-search-nodes';
import { OPEN_SEARCH, type OpenSearchOptions } from './open-search-options';
import { OpenSearchSetUp } from './open-search-set-up';
import { OpenSearchStore } from './open-search-store';
import { requireSavedObjects } from './set-up-steps';
import { ServiceLinkedRole } from '../core/service-linked-role';
import { noteNewerVersion } from '../data/engine-versions';
import type { LogOptions } from '../observability/log-options';

const SERVICE_ROLE = {
  service: 'opensearchservice.amazonaws.com',
  roleName: 'AWSServiceRoleForAmazonOpenSearchService',
  title: 'OpenSearch Service',
  reason: 'the first domain of an account in a VPC creates the service-linked role with which OpenSearch Service accesses the VPC',
};

/** A domain of the environment's own. */
export class OpenSearchLogs implements ILogs {
  readonly toCloudWatch: LogOptions;
  readonly needsDataSubnets?: boolean = true;

  constructor(private readonly options: OpenSearchOptions) {
    this.toCloudWatch = { unit: options.unit, retention: options.retention };
    requireSavedObjects('logs.savedObjects', options.savedObjects ?? []);
  }

  bind(scope: Construct, options: LogsBindOptions): LogsConfig {
    const { environmentName, network, alarms } = options;
    const { searchableFor = Duration.days(30), readers = [], savedObjects = [] } = this.options;
    const parent = new Construct(scope, 'OpenSearch');
    noteNewerVersion(scope, 'logs.engineVersion', this.options.engineVersion, OPEN_SEARCH);
    if (this.options.instanceType !== undefined) noteNewerNodes(scope, 'logs', this.options.instanceType);
    const place = new OpenSearchDomain(parent, 'Domain', {
      ...options, options: this.options, serviceRole: new ServiceLinkedRole(parent, 'ServiceLinkedRole', SERVICE_ROLE),
    });
    const setUp = new OpenSearchSetUp(parent, 'SetUp', options, place.domainArn);
    const delivery = new LogDelivery(parent, 'Delivery');
    const deliverySecurityGroup = new DeliverySecurityGroup(parent, 'DeliverySecurityGroup', network.vpc);
    const writers = [delivery.role.roleArn, ...this.options.writers ?? []];
    const setUpMayEnter = place.allowFrom('FromSetUp', setUp.securityGroup.securityGroupId, 'The set-up comes in');
    const deliveryMayEnter = place.allowFrom('FromDelivery', deliverySecurityGroup.securityGroupId, 'Firehose comes in');
    const domain = place.create({ master: setUp.role.roleArn, users: [...writers, ...readers] });
    const ready = setUp.apply(domain, {
      environmentName,
      searchableFor,
      replicas: place.size.dataNodes > 1 ? 1 : 0,
      writers,
      readers,
      savedObjects,
    });
    ready.node.addDependency(setUpMayEnter);
    const stream = delivery.create({
      domainArn: place.domainArn, inVpc: { subnetIds: place.subnetIds, securityGroupId: deliverySecurityGroup.securityGroupId },
    });
    // The domain's own roles decide what Firehose may write, so they must exist first.
    stream.node.addDependency(ready, deliveryMayEnter);
    new LogForwarder(parent, 'Forwarder', { ...options, stream: { name: stream.ref, arn: stream.attrArn } });
    watchDomain(alarms, place.domainName, place.size.volumeSizeGiB);
    delivery.watch(alarms);
    noteUnforwardedLogs(scope, options);
    Annotations.of(scope).addInfo(`the first change set of ${Stack.of(scope).stackName} with OpenSearch takes about half an hour longer;`
      + ' the domain costs the same whether anybody looks at the logs or not');
    OpenSearchStore._remember(scope, {
      domain, securityGroup: place.securityGroup, deliveryStream: stream, failedDocuments: delivery.failed,
    });
    return { standingResources: [...domainCost(place.size), ...deliveryCost(place.subnetIds.length)] };
  }
}
