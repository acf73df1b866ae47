import {
  AmazonLinuxCpuType, InstanceArchitecture, InstanceClass, InstanceSize, InstanceType, MachineImage, NatProvider, NatTrafficDirection, Peer, Port,
  SubnetType, UserData, type Instance, type Vpc,
} from 'aws-cdk-lib/aws-ec2';
import type { Construct, IDependable } from 'constructs';
import type { INat, NatBindOptions, NatCompleteOptions, NatConfig } from './nat-config';
import type { NatInstanceOptions } from './nat-instance-options';
import { acknowledge } from '../core/acknowledge';
import { requireInstanceType } from '../core/instance-type';
import { provisioningScript, readScript } from '../core/script';

/**
 * The environment's own NAT instance. Its image is a parameter that CloudFormation resolves for each change set: a patch
 * replaces the instance, and routes change to the new one before the old one is terminated.
 *
 * @see https://docs.aws.amazon.com/vpc/latest/userguide/work-with-nat-instances.html
 */
export class NatInstance implements INat {
  private readonly instanceType: InstanceType;

  constructor(options: NatInstanceOptions) {
    this.instanceType = options.instanceType ?? InstanceType.of(InstanceClass.T4G, InstanceSize.MICRO);
    requireInstanceType('network.nat.instanceType', this.instanceType, 't4g.micro');
  }

  bind(_options: NatBindOptions): NatConfig {
    const arm = this.instanceType.architecture === InstanceArchitecture.ARM_64;
    return {
      subnetType: SubnetType.PRIVATE_WITH_EGRESS,
      natGateways: 1,
      natGatewayProvider: NatProvider.instanceV2({
        instanceType: this.instanceType,
        machineImage: MachineImage.latestAmazonLinux2023({ cpuType: arm ? AmazonLinuxCpuType.ARM_64 : AmazonLinuxCpuType.X86_64 }),
        // The public subnets do not assign public addresses by default.
        associatePublicIpAddress: true,
        // By default aws-cdk-lib allows traffic from the whole internet.
        defaultAllowedTraffic: NatTrafficDirection.OUTBOUND_ONLY,
        // aws-cdk-lib's user data needs `route`, which Amazon Linux 2023 lacks.
        userData: UserData.custom(`#!/bin/bash\n${readScript(provisioningScript('nat-instance'))}`),
      }),
    };
  }

  complete(_scope: Construct, options: NatCompleteOptions): IDependable {
    const { vpc, cidr } = options;
    for (const instance of natInstances(vpc)) {
      instance.connections.allowFrom(Peer.ipv4(cidr), Port.allTraffic(), 'What instances send to the internet');
      harden(instance);
    }
    return vpc.selectSubnets({ subnetType: SubnetType.PRIVATE_WITH_EGRESS }).internetConnectivityEstablished;
  }
}

function natInstances(vpc: Vpc): Instance[] {
  return vpc.publicSubnets.map(({ node }) => node.tryFindChild('NatInstance') as Instance | undefined).filter((found) => found !== undefined);
}

/** Settings that aws-cdk-lib's provider has no props for. */
function harden({ instance }: Instance): void {
  instance.monitoring = true;
  instance.metadataOptions = { httpEndpoint: 'enabled', httpTokens: 'required', httpPutResponseHopLimit: 1 };
  instance.blockDeviceMappings = [{ deviceName: '/dev/xvda', ebs: { volumeType: 'gp3', volumeSize: 8, encrypted: true, deleteOnTermination: true } }];
  acknowledge(instance, 'AwsSolutions-EC26',
    'its volume is encrypted; the rule fails over an instance without a launch template beside one that has it');
  acknowledge(instance, 'AwsSolutions-EC29', 'it stores nothing, and a patched image replaces it, which termination protection would prevent');
}
