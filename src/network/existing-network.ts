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

/** What aws-cdk-lib calls the class of a VPC from `Vpc.fromLookup`, for property injectors. */
const LOOKED_UP = 'aws-cdk-lib.aws-ec2.LookedUpVpc';

/**
 * Rejects a VPC of another region, which the names of its zones prove, or one that was looked up with another account, where zones with the same
 * names are others. The stack that imports ids says nothing about where they are.
 */
function requirePlace(vpc: IVpc, { account, region }: Stack): void {
  const zone = vpc.availabilityZones.find((each) => !Token.isUnresolved(each) && ZONE.test(each));
  if (zone !== undefined) requireSame('region', ZONE.exec(zone)![1], region, 'use a VPC that is there');
  const { PROPERTY_INJECTION_ID: kind } = vpc.constructor as { readonly PROPERTY_INJECTION_ID?: string };
  if (kind === LOOKED_UP) {
    requireSame('account', Stack.of(vpc).account, account, 'look it up in a stack with the `env` of the environment, or use `Vpc.fromVpcAttributes`');
  }
}

function requireSame(kind: 'account' | 'region', there: string, here: string, fix: string): void {
  if (Token.isUnresolved(there) || Token.isUnresolved(here) || there === here) return;
  throw misuse('network', `must be in the environment's ${kind} ${here}`, there, fix);
}
