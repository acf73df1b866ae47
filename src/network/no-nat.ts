import { Stack, Token } from 'aws-cdk-lib';
import { InterfaceVpcEndpoint, InterfaceVpcEndpointAwsService, Peer, Port, SecurityGroup, SubnetType } from 'aws-cdk-lib/aws-ec2';
import { Construct, DependencyGroup, type IDependable } from 'constructs';
import type { INat, NatBindOptions, NatCompleteOptions, NatConfig } from './nat-config';
import { misuse } from '../core/misuse';

/**
 * Endpoints that an instance needs without internet access. Its packages (Node.js, agents) and revisions come through the gateway endpoint
 * for Amazon S3, which every network has: Amazon Linux 2023 and CodeDeploy keep theirs in buckets of the region. No `ec2messages`:
 * the Systems Manager agent of Amazon Linux 2023 uses `ssmmessages` in its place.
 *
 * @see https://docs.aws.amazon.com/codedeploy/latest/userguide/vpc-endpoints.html
 * @see https://docs.aws.amazon.com/systems-manager/latest/userguide/setup-create-vpc.html
 */
const OF_INSTANCES: Record<string, InterfaceVpcEndpointAwsService> = {
  CodeDeploy: InterfaceVpcEndpointAwsService.CODEDEPLOY,
  CodeDeployCommands: InterfaceVpcEndpointAwsService.CODEDEPLOY_COMMANDS_SECURE,
  Ssm: InterfaceVpcEndpointAwsService.SSM,
  SsmMessages: InterfaceVpcEndpointAwsService.SSM_MESSAGES,
};

/** No internet access: AWS is reached through VPC endpoints, everything else is unreachable. */
export class NoNat implements INat {
  bind(_options: NatBindOptions): NatConfig {
    return { subnetType: SubnetType.PRIVATE_ISOLATED, natGateways: 0, codeDeployEndpoint: true };
  }

  complete(scope: Construct, options: NatCompleteOptions): IDependable {
    const { vpc, cidr, subnets } = options;
    if (!options.endpoints) requireEndpoints(Stack.of(scope));
    const services = options.endpoints ?? ofInstances(options);
    const endpoints = new Endpoints(scope, 'Endpoints', { vpc, cidr, subnets, services });
    return new DependencyGroup(endpoints, vpc.node.findChild('S3'));
  }
}

function ofInstances({ logs }: NatCompleteOptions): Record<string, InterfaceVpcEndpointAwsService> {
  return { ...OF_INSTANCES, ...logs && { Logs: InterfaceVpcEndpointAwsService.CLOUDWATCH_LOGS } };
}

interface EndpointsProps extends Pick<NatCompleteOptions, 'vpc' | 'cidr' | 'subnets'> {
  readonly services: Record<string, InterfaceVpcEndpointAwsService>;
}

/** Interface endpoints, with one network interface in each Availability Zone. */
class Endpoints extends Construct {
  constructor(scope: Construct, id: string, { vpc, cidr, subnets, services }: EndpointsProps) {
    super(scope, id);
    const securityGroup = new SecurityGroup(this, 'SecurityGroup', { vpc, description: 'Endpoints: the VPC comes in', allowAllOutbound: false });
    securityGroup.addIngressRule(Peer.ipv4(cidr), Port.tcp(443), 'HTTPS from the VPC');
    for (const [name, service] of Object.entries(services)) {
      new InterfaceVpcEndpoint(this, name, {
        vpc, service, securityGroups: [securityGroup], open: false, privateDnsEnabled: true, subnets,
      });
    }
  }
}

/** Regions without endpoints for the agent or for CodeDeploy. */
function requireEndpoints({ region }: Stack): void {
  if (Token.isUnresolved(region) || !/^(cn|us-gov)-/.test(region)) return;
  throw misuse('network.nat', 'must provide access to the internet in a region without VPC endpoints for CodeDeploy', region,
    'use `Nat.gateways(1)` or `Nat.instance()`');
}
