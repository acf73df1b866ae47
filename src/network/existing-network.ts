import { Stack, Token } from 'aws-cdk-lib';
import { SubnetType, type IVpc, type SubnetSelection } from 'aws-cdk-lib/aws-ec2';
import { Construct } from 'constructs';
import type { ExistingNetworkOptions } from './existing-network-options';
import type { INetwork, NetworkBindOptions, NetworkConfig } from './network-config';
import { misuse } from '../core/misuse';
import { requireOutside } from '../core/outside';

/** An existing VPC, in which nothing is changed. */
export class ExistingNetwork implements INetwork {
  constructor(private readonly vpc: IVpc, private readonly options: ExistingNetworkOptions) {}

  bind(scope: Construct, { dataSubnets }: NetworkBindOptions): NetworkConfig {
    requireOutside('network', this.vpc.vpcId, scope,
      'use `Vpc.fromLookup` or `Vpc.fromVpcAttributes`, or a network of the environment\'s own with `Network.own()`');
    requirePlace(this.vpc, Stack.of(scope));
    const { flowLogs } = this.options;
    const flowLogGroup = flowLogs?._record(new Construct(scope, 'NetworkLogs'), this.vpc);
    return {
      vpc: this.vpc,
      loadBalancerSubnets: { subnetType: SubnetType.PUBLIC, onePerAz: true },
      dataSubnets: dataSubnets ? this.dataSubnets : undefined,
      fleetSubnets: { subnetType: SubnetType.PRIVATE_WITH_EGRESS },
      internetAccess: this.vpc.internetConnectivityEstablished,
      flowLogGroup,
    };
  }

  private get dataSubnets(): SubnetSelection | undefined {
    return this.options.dataSubnets ?? (this.vpc.isolatedSubnets.length > 0 ? { subnetType: SubnetType.PRIVATE_ISOLATED } : undefined);
  }
}

/** Names of Availability Zones, which begin with that of their region. */
const ZONE = /^([a-z]{2}(?:-[a-z]+)+-\d)[a-z]$/;

/** Rejects a VPC of another account or region. Its zones say where it is; otherwise whatever stack it was imported in. */
function requirePlace({ env, availabilityZones }: IVpc, { account, region }: Stack): void {
  const zone = availabilityZones.find((each) => !Token.isUnresolved(each) && ZONE.test(each));
  const regionOfVpc = zone === undefined ? env.region : ZONE.exec(zone)![1];
  for (const [kind, there, here] of [['region', regionOfVpc, region], ['account', env.account, account]]) {
    if (Token.isUnresolved(there) || Token.isUnresolved(here) || there === here) continue;
    throw misuse('network', `must be in the environment's ${kind} ${here}`, there,
      'use a VPC that is there, and import it in a stack with the `env` of the environment');
  }
}
