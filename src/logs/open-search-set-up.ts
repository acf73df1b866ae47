import { CustomResource, Duration } from 'aws-cdk-lib';
import { Port, Peer, SecurityGroup } from 'aws-cdk-lib/aws-ec2';
import { ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import type { CfnDomain } from 'aws-cdk-lib/aws-opensearchservice';
import { Construct } from 'constructs';
import type { LogsBindOptions } from './logs-config';
import { setUpSteps, type SetUp } from './set-up-steps';
import { inlineFunction } from '../core/inline-function';
import { allow } from '../core/permissions';
import { ServiceRole } from '../core/service-role';

/** Configures the inside of a domain. Its role is the domain's master user, so it exists before the domain. */
export class OpenSearchSetUp extends Construct {
  readonly role: ServiceRole;
  readonly securityGroup: SecurityGroup;

  private readonly handler: LambdaFunction;

  constructor(scope: Construct, id: string, private readonly options: Pick<LogsBindOptions, 'network' | 'topicArn'>, domainArn: string) {
    super(scope, id);
    const { vpc, fleetSubnets } = options.network;
    this.securityGroup = new SecurityGroup(this, 'SecurityGroup', {
      vpc, description: 'Set-up of OpenSearch: nobody comes in', allowAllOutbound: false,
    });
    this.securityGroup.addEgressRule(Peer.anyIpv4(), Port.tcp(443), 'HTTPS to OpenSearch, and to Amazon S3 for CloudFormation\'s answer');
    const { handler, role } = inlineFunction(this, {
      code: 'custom-resources/open-search-set-up.cjs',
      description: 'Sets up the roles, indices, dashboards and alerts of OpenSearch',
      timeout: Duration.minutes(10),
      place: { vpc, subnets: fleetSubnets, securityGroup: this.securityGroup },
    });
    [this.handler, this.role] = [handler, role];
    allow(role, {
      actions: ['es:ESHttpGet', 'es:ESHttpPost', 'es:ESHttpPut'],
      resources: [`${domainArn}/*`],
      reason: 'roles, index template, retention, dashboards and alerts are set up; the wildcard covers the paths of the domain',
    });
  }

  apply(domain: CfnDomain, setUp: Omit<SetUp, 'alerts'>): CustomResource {
    const { topicArn, network } = this.options;
    const alerts = topicArn === undefined ? undefined : { topicArn, roleArn: this.alertRole(topicArn).roleArn };
    const resource = new CustomResource(this, 'Resource', {
      resourceType: 'Custom::OpenSearchSetUp',
      serviceToken: this.handler.functionArn,
      serviceTimeout: Duration.minutes(12),
      properties: {
        Endpoint: `https://${domain.attrDomainEndpoint}`,
        Steps: domain.stack.toJsonString(setUpSteps({ ...setUp, alerts })),
      },
    });
    resource.node.addDependency(this.role, network.internetAccess);
    return resource;
  }

  /** The role with which OpenSearch publishes alerts. The set-up needs `iam:PassRole` to name it. */
  private alertRole(topicArn: string): ServiceRole {
    const role = new ServiceRole(this, 'AlertRole', { assumedBy: new ServicePrincipal('es.amazonaws.com') });
    allow(role, { actions: ['sns:Publish'], resources: [topicArn], reason: 'OpenSearch publishes alerts to the topic for alarms' });
    allow(this.role, { actions: ['iam:PassRole'], resources: [role.roleArn], reason: 'OpenSearch uses this role to publish alerts' });
    return role;
  }
}
