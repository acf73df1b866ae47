import { Peer, Port, SecurityGroup, type IVpc } from 'aws-cdk-lib/aws-ec2';
import type { Construct } from 'constructs';

/** Security group of Firehose's network interfaces in a VPC: outgoing HTTPS only. */
export class DeliverySecurityGroup extends SecurityGroup {
  constructor(scope: Construct, id: string, vpc: IVpc) {
    super(scope, id, { vpc, description: 'Firehose: nobody comes in', allowAllOutbound: false });
    this.addEgressRule(Peer.anyIpv4(), Port.tcp(443), 'HTTPS to OpenSearch');
  }
}
