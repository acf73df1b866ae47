import {
  CfnSecurityGroupIngress, InterfaceVpcEndpoint, InterfaceVpcEndpointAwsService, SecurityGroup, type ISecurityGroup,
} from 'aws-cdk-lib/aws-ec2';
import { Construct, DependencyGroup, type IDependable } from 'constructs';
import { SecretStore } from '../../data/secret-reference';
import type { ComputeBindOptions } from '../compute-config';

/** What must exist before an instance reads its secrets. Without internet access Secrets Manager needs an endpoint; Systems Manager has one. */
export function internetAccessWithSecrets(scope: Construct, options: ComputeBindOptions, fleet: ISecurityGroup): IDependable {
  const { network, secrets } = options;
  const asksSecretsManager = Object.values(secrets).some(({ store }) => store === SecretStore.SECRETS_MANAGER);
  if (!network.codeDeployEndpoint || !asksSecretsManager) return network.internetAccess;
  return new DependencyGroup(network.internetAccess, new SecretsEndpoint(scope, 'SecretsEndpoint', options, fleet));
}

/** Interface endpoint of Secrets Manager: one network interface in each Availability Zone. */
class SecretsEndpoint extends Construct {
  constructor(scope: Construct, id: string, { network: { vpc, fleetSubnets } }: ComputeBindOptions, fleet: ISecurityGroup) {
    super(scope, id);
    const description = 'Secrets Manager: instances come in';
    const securityGroup = new SecurityGroup(this, 'SecurityGroup', { vpc, description, allowAllOutbound: false });
    new CfnSecurityGroupIngress(this, 'FromInstances', {
      groupId: securityGroup.securityGroupId,
      sourceSecurityGroupId: fleet.securityGroupId,
      ipProtocol: 'tcp',
      fromPort: 443,
      toPort: 443,
      description: 'HTTPS from the instances',
    });
    new InterfaceVpcEndpoint(this, 'Endpoint', {
      vpc,
      service: InterfaceVpcEndpointAwsService.SECRETS_MANAGER,
      securityGroups: [securityGroup],
      open: false,
      privateDnsEnabled: true,
      subnets: fleetSubnets,
    });
  }
}
