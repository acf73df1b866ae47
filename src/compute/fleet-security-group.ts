import { CfnSecurityGroupEgress, CfnSecurityGroupIngress, SecurityGroup, type IVpc } from 'aws-cdk-lib/aws-ec2';
import type { ApplicationLoadBalancer } from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import type { Construct } from 'constructs';

export interface FleetSecurityGroupProps {
  readonly vpc: IVpc;
  readonly loadBalancer: ApplicationLoadBalancer;
  readonly port: number;
}

/** Security group of the application: only the load balancer may connect, on the application's port. */
export class FleetSecurityGroup extends SecurityGroup {
  constructor(scope: Construct, id: string, { vpc, loadBalancer, port }: FleetSecurityGroupProps) {
    super(scope, id, { vpc, description: 'Fleet: only the load balancer comes in', allowAllOutbound: true });
    const [balancer] = loadBalancer.connections.securityGroups;
    const rule = { ipProtocol: 'tcp', fromPort: port, toPort: port, description: 'Requests and health checks' };
    // Without `connections`, which would name the rules after the path of the stack.
    const [own, balancers] = [this.securityGroupId, balancer.securityGroupId];
    new CfnSecurityGroupIngress(this, 'FromLoadBalancer', { ...rule, groupId: own, sourceSecurityGroupId: balancers });
    new CfnSecurityGroupEgress(this, 'LoadBalancerEgress', { ...rule, groupId: balancers, destinationSecurityGroupId: own });
  }
}
