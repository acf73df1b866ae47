import { GatewayVpcEndpointAwsService, IpAddresses, SubnetType, Vpc } from 'aws-cdk-lib/aws-ec2';
import type { Construct } from 'constructs';
import { FlowLogs } from './flow-logs';
import { Nat } from './nat';
import type { INetwork, NetworkBindOptions, NetworkConfig } from './network-config';
import type { OwnNetworkOptions } from './own-network-options';
import { misuse, requireIntegerWithin, requireKnown, requirePattern } from '../core/misuse';
import { ClosedDefaultSecurityGroup } from '../security/closed-default-security-group';

/** Names of the subnet groups: without internet access both have the same type. */
const PRIVATE = { subnetGroupName: 'Private' };
const DATA = { subnetGroupName: 'Data' };

/** The environment's own VPC. */
export class OwnNetwork implements INetwork {
  private readonly zones: number;

  constructor(private readonly options: OwnNetworkOptions) {
    this.zones = options.availabilityZones ?? 2;
    requireIntegerWithin('network.availabilityZones', this.zones, 2, 3, 'leave it out for 2');
    if (options.cidr !== undefined) {
      requireAddressRange(options.cidr);
    }
  }

  bind(scope: Construct, options: NetworkBindOptions): NetworkConfig {
    const { production, logs, endpoints, dataSubnets } = options;
    const nat = this.options.nat ?? (production ? Nat.gatewayPerZone() : Nat.gateways(1));
    const { subnetType, natGateways, natGatewayProvider, codeDeployEndpoint } = nat.bind({ availabilityZones: this.zones });
    const { cidr = '10.0.0.0/16' } = this.options;
    if (dataSubnets) this.requireRoom(cidr);
    const vpc = new Vpc(scope, 'Network', {
      ipAddresses: IpAddresses.cidr(cidr),
      maxAzs: this.zones,
      natGateways,
      natGatewayProvider,
      restrictDefaultSecurityGroup: false,
      subnetConfiguration: [
        // Only load balancers and NAT gateways are in public subnets, and both request their own public addresses.
        { name: 'Public', subnetType: SubnetType.PUBLIC, cidrMask: 24, mapPublicIpOnLaunch: false },
        { name: PRIVATE.subnetGroupName, subnetType, cidrMask: 22 },
        // Last, so that the other subnets have the same addresses without it.
        ...dataSubnets ? [{ name: DATA.subnetGroupName, subnetType: SubnetType.PRIVATE_ISOLATED, cidrMask: 24 }] : [],
      ],
      // Free of charge, and saves the NAT traffic of artifacts.
      gatewayEndpoints: { S3: { service: GatewayVpcEndpointAwsService.S3 } },
    });
    const flowLogGroup = (this.options.flowLogs ?? FlowLogs.rejectedTraffic())._record(vpc, vpc);
    new ClosedDefaultSecurityGroup(scope, 'DefaultSecurityGroup', vpc);
    return {
      vpc,
      loadBalancerSubnets: { subnetType: SubnetType.PUBLIC },
      fleetSubnets: PRIVATE,
      dataSubnets: dataSubnets ? DATA : undefined,
      internetAccess: nat.complete(scope, { vpc, cidr, subnets: PRIVATE, logs, endpoints }),
      codeDeployEndpoint,
      flowLogGroup,
    };
  }

  /** Each zone has 256 addresses for the load balancer, 1024 for instances and 256 for data; ranges are aligned to their size. */
  private requireRoom(cidr: string): void {
    if (this.zones < 3 || !cidr.endsWith('/20')) return;
    throw misuse('network.cidr', 'must be `/19` or larger in three Availability Zones with a database, a cache or an OpenSearch domain, which get'
      + ' subnets of their own', cidr, 'a change replaces the VPC: if the environment already exists, bring them in another VPC');
  }
}

/** Prefixes of ranges that Amazon VPC refuses. */
const NOT_FOR_NETWORKS = /^(0|127|169\.254|22[4-9]|23\d|24\d|25[0-5])\./;

function requireAddressRange(cidr: string): void {
  const fix = 'write `10.0.0.0/16`, for example';
  requireKnown('network.cidr', cidr, fix);
  requirePattern('network.cidr', cidr, /^(\d{1,3}\.){3}0\/(16|17|18|19|20)$/, 'must be an address range from `/16` to `/20`', fix);
  const octets = cidr.split('/')[0].split('.').map(Number);
  if (octets.some((octet) => octet > 255)) throw misuse('network.cidr', 'must have numbers up to 255', cidr, fix);
  if (NOT_FOR_NETWORKS.test(cidr)) {
    throw misuse('network.cidr', 'must not be a reserved range, such as that of loopback addresses', cidr, fix);
  }
}
