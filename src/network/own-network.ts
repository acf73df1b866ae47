import { GatewayVpcEndpointAwsService, IpAddresses, SubnetType, Vpc } from 'aws-cdk-lib/aws-ec2';
import type { Construct } from 'constructs';
import { logRejectedTraffic } from './flow-logs';
import { Nat } from './nat';
import type { INat } from './nat-config';
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
   * How instances reach what is outside of the VPC: NAT gateways, a NAT instance, or not at all. A change cuts them off for some
   * minutes; the VPC and its subnets stay.
   *
   * @default - `Nat.gatewayPerZone()` in production, otherwise `Nat.gateways(1)`
   */
  readonly nat?: INat;
}

/** A VPC of the environment's own. */
export class OwnNetwork implements INetwork {
  private readonly zones: number;

  constructor(private readonly options: OwnNetworkOptions) {
    this.zones = options.availabilityZones ?? 2;
    requireIntegerWithin('network.availabilityZones', this.zones, 2, 3, 'leave it out for 2');
    if (options.cidr !== undefined) {
      requirePattern('network.cidr', options.cidr, /^(\d{1,3}\.){3}0\/(16|17|18|19|20)$/, 'must be an address range from `/16` to `/20`',
        'write `10.0.0.0/16`, for example');
    }
  }

  bind(scope: Construct, options: NetworkBindOptions): NetworkConfig {
    const { production, logs } = options;
    const nat = this.options.nat ?? (production ? Nat.gatewayPerZone() : Nat.gateways(1));
    const { subnetType, natGateways, natGatewayProvider, codeDeployEndpoint } = nat.bind({ availabilityZones: this.zones });
    const { cidr = '10.0.0.0/16' } = this.options;
    const vpc = new Vpc(scope, 'Network', {
      ipAddresses: IpAddresses.cidr(cidr),
      maxAzs: this.zones,
      natGateways,
      natGatewayProvider,
      restrictDefaultSecurityGroup: false,
      subnetConfiguration: [
        // Only load balancers and NAT gateways live here: nothing gets a public address without asking for it.
        { name: 'Public', subnetType: SubnetType.PUBLIC, cidrMask: 24, mapPublicIpOnLaunch: false },
        { name: 'Private', subnetType, cidrMask: 22 },
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
    return {
      vpc,
      loadBalancerSubnets: { subnetType: SubnetType.PUBLIC },
      fleetSubnets: { subnetType },
      internetAccess: nat.complete(scope, { vpc, cidr, logs }),
      codeDeployEndpoint,
    };
  }
}
