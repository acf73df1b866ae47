import { GatewayVpcEndpointAwsService, IpAddresses, SubnetType, Vpc } from 'aws-cdk-lib/aws-ec2';
import type { Construct } from 'constructs';
import { FlowLogs } from './flow-logs';
import { Nat } from './nat';
import type { INetwork, NetworkBindOptions, NetworkConfig } from './network-config';
import type { OwnNetworkOptions } from './own-network-options';
import { requireIntegerWithin, requirePattern } from '../core/misuse';
import { ClosedDefaultSecurityGroup } from '../security/closed-default-security-group';

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
    const { production, logs, endpoints } = options;
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
    (this.options.flowLogs ?? FlowLogs.rejectedTraffic())._record(vpc, vpc);
    new ClosedDefaultSecurityGroup(scope, 'DefaultSecurityGroup', vpc);
    return {
      vpc,
      loadBalancerSubnets: { subnetType: SubnetType.PUBLIC },
      fleetSubnets: { subnetType },
      internetAccess: nat.complete(scope, { vpc, cidr, logs, endpoints }),
      codeDeployEndpoint,
    };
  }
}
