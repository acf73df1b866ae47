import { Aws, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { CfnSecurityGroupIngress, SecurityGroup, type SubnetSelection } from 'aws-cdk-lib/aws-ec2';
import { PolicyDocument, PolicyStatement, ArnPrincipal } from 'aws-cdk-lib/aws-iam';
import { LogGroup, CfnResourcePolicy, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { CfnDomain } from 'aws-cdk-lib/aws-opensearchservice';
import { Construct, type IDependable } from 'constructs';
import type { LogsBindOptions } from './logs-config';
import { SMALLEST } from './open-search-nodes';
import { OPEN_SEARCH, type OpenSearchOptions } from './open-search-options';
import { acknowledge } from '../core/acknowledge';
import { fixedName } from '../core/fixed-name';
import { misuse } from '../core/misuse';
import { dataSubnets } from '../data/data-subnets';

/** Of names of domains. */
const LONGEST_NAME = 28;

export interface OpenSearchDomainProps extends LogsBindOptions {
  readonly options: OpenSearchOptions;
  /** What must exist before it may enter the VPC. */
  readonly serviceRole: IDependable;
}

/** Who may do what with a domain, by the ARNs of their roles. */
export interface DomainAccess {
  /** Sets it up, and may do everything. */
  readonly master: string;
  /** Use it as far as the domain's own roles let them. */
  readonly users: string[];
}

/** Number and type of the nodes, as they are paid for. */
export interface DomainSize {
  readonly instanceType: string;
  readonly dataNodes: number;
  readonly volumeSizeGiB: number;
}

/** A domain in private subnets: encrypted, only HTTPS, and every request is signed by a role that the domain knows. */
export class OpenSearchDomain extends Construct {
  readonly domainName: string;
  readonly domainArn: string;
  readonly securityGroup: SecurityGroup;
  readonly size: DomainSize;
  /** Where it is, and where Firehose comes from. */
  readonly subnetIds: string[];

  private readonly zones: number;

  constructor(scope: Construct, id: string, private readonly props: OpenSearchDomainProps) {
    super(scope, id);
    const { options, production, network } = props;
    const stack = Stack.of(this);
    // A fixed name, because the domain's own policy and its roles name it before it exists. A stack's name is unique in its account and region.
    this.domainName = options.domainName ?? fixedName(stack.stackName.toLowerCase(), [], LONGEST_NAME);
    this.domainArn = stack.formatArn({ service: 'es', resource: 'domain', resourceName: this.domainName });
    this.size = {
      instanceType: options.instanceType ?? SMALLEST,
      dataNodes: options.dataNodes ?? (production ? 2 : 1),
      volumeSizeGiB: options.volumeSizeGiB ?? (production ? 20 : 10),
    };
    const subnetIds = network.vpc.selectSubnets(this.subnets()).subnetIds;
    this.zones = zonesFor(this.size.dataNodes, subnetIds.length);
    if (this.size.dataNodes % this.zones !== 0) {
      throw misuse('logs.dataNodes', `must be a multiple of the ${this.zones} Availability Zones of the environment's network`, this.size.dataNodes,
        `write ${Math.ceil(this.size.dataNodes / this.zones) * this.zones}`);
    }
    this.subnetIds = subnetIds.slice(0, this.zones);
    this.securityGroup = new SecurityGroup(this, 'SecurityGroup', {
      vpc: network.vpc, description: 'OpenSearch: only what writes logs and who reads them come in', allowAllOutbound: false,
    });
  }

  /** Lets members of a security group in. */
  allowFrom(id: string, from: string, description: string): CfnSecurityGroupIngress {
    return new CfnSecurityGroupIngress(this, id, {
      groupId: this.securityGroup.securityGroupId, sourceSecurityGroupId: from, ipProtocol: 'tcp', fromPort: 443, toPort: 443, description,
    });
  }

  create({ master, users }: DomainAccess): CfnDomain {
    const { options, production, serviceRole } = this.props;
    const { instanceType, dataNodes, volumeSizeGiB } = this.size;
    const { groups, policy } = this.slowLogs();
    const domain = new CfnDomain(this, 'Resource', {
      domainName: this.domainName,
      engineVersion: `OpenSearch_${options.engineVersion ?? OPEN_SEARCH.standard}`,
      clusterConfig: {
        instanceType,
        instanceCount: dataNodes,
        zoneAwarenessEnabled: this.zones > 1,
        ...this.zones > 1 && { zoneAwarenessConfig: { availabilityZoneCount: this.zones } },
        dedicatedMasterEnabled: false,
      },
      ebsOptions: { ebsEnabled: true, volumeType: 'gp3', volumeSize: volumeSizeGiB },
      vpcOptions: { subnetIds: this.subnetIds, securityGroupIds: [this.securityGroup.securityGroupId] },
      encryptionAtRestOptions: { enabled: true },
      nodeToNodeEncryptionOptions: { enabled: true },
      domainEndpointOptions: { enforceHttps: true, tlsSecurityPolicy: 'Policy-Min-TLS-1-2-PFS-2023-10' },
      // The master user is the role that sets the domain up, so there is no password that could leak.
      advancedSecurityOptions: { enabled: true, internalUserDatabaseEnabled: false, masterUserOptions: { masterUserArn: master } },
      accessPolicies: this.accessPolicy([master, ...users]),
      softwareUpdateOptions: { autoSoftwareUpdateEnabled: true },
      logPublishingOptions: Object.fromEntries(Object.entries(groups)
        .map(([type, { logGroupArn }]) => [type, { enabled: true, cloudWatchLogsLogGroupArn: logGroupArn }])),
    });
    // A newer engine version upgrades the domain instead of replacing it.
    domain.cfnOptions.updatePolicy = { enableVersionUpgrade: true };
    const removalPolicy = options.removalPolicy ?? (production ? RemovalPolicy.RETAIN : RemovalPolicy.DESTROY);
    // If its creation is rolled back, it is deleted: it is empty, and the next attempt needs its name and its subnets.
    domain.applyRemovalPolicy(removalPolicy === RemovalPolicy.RETAIN ? RemovalPolicy.RETAIN_ON_UPDATE_OR_DELETE : removalPolicy);
    domain.node.addDependency(serviceRole, policy);
    acknowledge(domain, 'AwsSolutions-OS3',
      'only roles named in its policy have access, and only from security groups in the VPC; IP addresses change');
    acknowledge(domain, 'AwsSolutions-OS4', 'Firehose buffers logs while a master is elected; three more nodes would cost more than the domain');
    if (this.zones === 1) acknowledge(domain, 'AwsSolutions-OS7', 'a second node is the default in production only');
    return domain;
  }

  private subnets(): SubnetSelection {
    const { environmentName, network } = this.props;
    return dataSubnets(network, { environmentName, what: 'OpenSearch', failover: this.size.dataNodes > 1 });
  }

  /** A policy of a service, which all of an account's domains could use: it names its own log groups. */
  private slowLogs(): { groups: Record<string, LogGroup>; policy: CfnResourcePolicy } {
    const group = (id: string) => new LogGroup(this, id, { retention: RetentionDays.ONE_MONTH, removalPolicy: RemovalPolicy.DESTROY });
    const groups = {
      SEARCH_SLOW_LOGS: group('SlowSearches'), INDEX_SLOW_LOGS: group('SlowIndexing'), ES_APPLICATION_LOGS: group('Errors'),
    };
    const statement = {
      Effect: 'Allow',
      Principal: { Service: 'es.amazonaws.com' },
      Action: ['logs:PutLogEvents', 'logs:CreateLogStream'],
      Resource: Object.values(groups).map(({ logGroupArn }) => logGroupArn),
      Condition: { StringEquals: { 'aws:SourceAccount': Aws.ACCOUNT_ID }, ArnLike: { 'aws:SourceArn': this.domainArn } },
    };
    const policy = new CfnResourcePolicy(this, 'LogPolicy', {
      policyName: `${Stack.of(this).stackName}-opensearch`,
      policyDocument: Stack.of(this).toJsonString({ Version: '2012-10-17', Statement: [statement] }),
    });
    return { groups, policy };
  }

  private accessPolicy(roles: string[]): PolicyDocument {
    return new PolicyDocument({
      statements: [new PolicyStatement({
        principals: roles.map((arn) => new ArnPrincipal(arn)),
        actions: ['Delete', 'Get', 'Head', 'Patch', 'Post', 'Put'].map((method) => `es:ESHttp${method}`),
        resources: [`${this.domainArn}/*`],
      })],
    });
  }
}

/** One node is in one zone; more are spread over three, or over two. */
function zonesFor(dataNodes: number, subnets: number): number {
  if (dataNodes === 1) return 1;
  return subnets >= 3 && dataNodes % 3 === 0 ? 3 : 2;
}
