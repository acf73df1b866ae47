import { GatewayVpcEndpointAwsService, IpAddresses, SubnetType, Vpc } from 'aws-cdk-lib/aws-ec2';
import type { Construct } from 'constructs';
import { logRejectedTraffic } from './flow-logs';
import type { INetwork, NetworkBindOptions, NetworkConfig } from './network-config';
import { acknowledge } from '../core/acknowledge';
import { requireIntegerWithin, requirePattern } from '../core/misuse';
import { ClosedDefaultSecurityGroup } from '../security/closed-default-security-group';

/** Size of a VPC of the environment's own. */
export interface OwnNetworkOptions {
  /**
   * Address range of the VPC, `/16` to `/20`. A change replaces the VPC and everything in it.
   *
   * @default '10.0.0.0/16'
   */
  readonly cidr?: string;

  /**
   * Number of Availability Zones, 2 to 3. A load balancer needs two; some regions offer an account only two.
   *
   * @default 2
   */
  readonly availabilityZones?: number;

  /**
   * Number of NAT gateways, 1 to the number of Availability Zones. Each costs about 33 USD a month standing still.
   * With fewer gateways than zones the loss of a gateway's zone cuts the instances of the others off from the internet.
   *
   * @default - one for each Availability Zone in production, otherwise 1
   */
  readonly natGateways?: number;
}

/** A VPC of the environment's own. */
export class OwnNetwork implements INetwork {
  private readonly zones: number;

  constructor(private readonly options: OwnNetworkOptions) {
    this.zones = options.availabilityZones ?? 2;
    requireIntegerWithin('network.availabilityZones', this.zones, 2, 3, 'leave it out for 2');
    if (options.natGateways !== undefined) {
      requireIntegerWithin('network.natGateways', options.natGateways, 1, this.zones, 'instances need a way to the internet, and one gateway a zone is enough');
    }
    if (options.cidr !== undefined) {
      requirePattern('network.cidr', options.cidr, /^(\d{1,3}\.){3}0\/(16|17|18|19|20)$/, 'must be an address range from `/16` to `/20`', 'write `10.0.0.0/16`, for example');
    }
  }

  bind(scope: Construct, { production }: NetworkBindOptions): NetworkConfig {
    const vpc = new Vpc(scope, 'Network', {
      ipAddresses: IpAddresses.cidr(this.options.cidr ?? '10.0.0.0/16'),
      maxAzs: this.zones,
      natGateways: this.options.natGateways ?? (production ? this.zones : 1),
      restrictDefaultSecurityGroup: false,
      subnetConfiguration: [
        // Only load balancers and NAT gateways live here: nothing gets a public address without asking for it.
        { name: 'Public', subnetType: SubnetType.PUBLIC, cidrMask: 24, mapPublicIpOnLaunch: false },
        { name: 'Private', subnetType: SubnetType.PRIVATE_WITH_EGRESS, cidrMask: 22 },
      ],
      // Free of charge, and artifacts no longer pay for the way through NAT.
      gatewayEndpoints: { S3: { service: GatewayVpcEndpointAwsService.S3 } },
    });
    if (production) {
      logRejectedTraffic(vpc);
    } else {
      acknowledge(vpc, 'AwsSolutions-VPC7', 'flow logs are kept where people depend on the environment: `production`');
    }
    new ClosedDefaultSecurityGroup(scope, 'DefaultSecurityGroup', vpc);
    const fleetSubnets = { subnetType: SubnetType.PRIVATE_WITH_EGRESS };
    return {
      vpc,
      loadBalancerSubnets: { subnetType: SubnetType.PUBLIC },
      fleetSubnets,
      internetAccess: vpc.selectSubnets(fleetSubnets).internetConnectivityEstablished,
    };
  }
}
