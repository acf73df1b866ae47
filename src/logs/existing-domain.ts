import { Annotations, Stack, Token } from 'aws-cdk-lib';
import { CfnSecurityGroupIngress } from 'aws-cdk-lib/aws-ec2';
import type { IDomain } from 'aws-cdk-lib/aws-opensearchservice';
import { Construct } from 'constructs';
import { DeliverySecurityGroup } from './delivery-security-group';
import type { ExistingOpenSearchOptions } from './existing-open-search-options';
import { LogDelivery } from './log-delivery';
import { LogForwarder } from './log-forwarder';
import type { ILogs, LogsBindOptions, LogsConfig } from './logs-config';
import { noteUnforwardedLogs } from './not-forwarded';
import { deliveryCost } from './open-search-cost';
import { fixedName } from '../core/fixed-name';
import { misuse } from '../core/misuse';
import { requireOutside, requireSamePlace } from '../core/outside';
import type { LogOptions } from '../observability/log-options';

/** A domain that somebody else set up: documents are sent to it, and nothing in it is changed. */
export class ExistingDomain implements ILogs {
  readonly toCloudWatch: LogOptions;

  constructor(private readonly domain: IDomain, private readonly options: ExistingOpenSearchOptions) {
    this.toCloudWatch = { unit: options.unit, retention: options.retention };
    if (options.inVpc === false && options.securityGroup) {
      throw misuse('logs.securityGroup', 'must not be set for a domain that is not in the VPC', 'inVpc: false', 'leave out one of them');
    }
  }

  bind(scope: Construct, options: LogsBindOptions): LogsConfig {
    const { domainArn } = this.domain;
    requireOutside('logs.domain', domainArn, scope, 'use `Domain.fromDomainAttributes`');
    requireSamePlace('logs.domain', domainArn, scope);
    const parent = new Construct(scope, 'OpenSearch');
    const delivery = new LogDelivery(parent, 'Delivery', roleName(scope));
    const inVpc = this.options.inVpc === false ? undefined : this.wayIn(parent, options);
    const stream = delivery.create({ domainArn, inVpc });
    new LogForwarder(parent, 'Forwarder', { ...options, stream: { name: stream.ref, arn: stream.attrArn } });
    delivery.watch(options.alarms);
    noteUnforwardedLogs(scope, options);
    Annotations.of(scope).addWarningV2('gostyle:existingOpenSearch', `OpenSearch refuses the logs of ${options.environmentName} until its access`
      + ` policy and a role of its own let ${roleArn(scope)} write to indices \`logs-*\`;`
      + ' for a domain of `Logs.openSearch`, add it to `writers`');
    return { standingResources: deliveryCost(inVpc?.subnetIds.length ?? 0) };
  }

  private wayIn(parent: Construct, { network }: LogsBindOptions): { subnetIds: string[]; securityGroupId: string } {
    const { vpc, dataSubnets, fleetSubnets } = network;
    const { securityGroupId } = new DeliverySecurityGroup(parent, 'DeliverySecurityGroup', vpc);
    const { securityGroup } = this.options;
    if (securityGroup) {
      requireOutside('logs.securityGroup', securityGroup.securityGroupId, parent, 'use `SecurityGroup.fromSecurityGroupId`');
      new CfnSecurityGroupIngress(parent, 'FromDelivery', {
        groupId: securityGroup.securityGroupId,
        sourceSecurityGroupId: securityGroupId,
        ipProtocol: 'tcp',
        fromPort: 443,
        toPort: 443,
        description: 'Firehose comes in',
      });
    }
    return { subnetIds: vpc.selectSubnets(dataSubnets ?? fleetSubnets).subnetIds, securityGroupId };
  }
}

/** The domain's owner lets it in by its name, which is therefore known before the environment is deployed. Names of roles are those of an account. */
function roleName(scope: Construct): string {
  const { stackName, region } = Stack.of(scope);
  return fixedName(`${stackName}-log-delivery`, Token.isUnresolved(region) ? [] : [region]);
}

function roleArn(scope: Construct): string {
  const { account, partition } = Stack.of(scope);
  const known = (value: string, otherwise: string) => (Token.isUnresolved(value) ? otherwise : value);
  return `arn:${known(partition, 'aws')}:iam::${known(account, 'ACCOUNT')}:role/${roleName(scope)}`;
}
