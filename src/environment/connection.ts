import { Stack } from 'aws-cdk-lib';
import { CfnSecurityGroupEgress, CfnSecurityGroupIngress, type IConnectable, type ISecurityGroup } from 'aws-cdk-lib/aws-ec2';
import { Construct } from 'constructs';
import { misuse } from '../core/misuse';
import type { AttachmentConnection } from '../data/attachment-config';

/** Allows the application to connect. Without `connections`, which would name the rules after the path of the stack. */
export class ApplicationConnection extends Construct {
  constructor(scope: Construct, application: IConnectable, { connectable, port, description }: AttachmentConnection) {
    const targets = connectable.connections.securityGroups;
    super(scope, `${targets.map((target) => pathInStack(scope, target)).join('')}${port.toString()}`.replaceAll(/[^A-Za-z0-9]/g, ''));
    const sources = application.connections.securityGroups;
    if (sources.length === 0) {
      throw misuse('compute', 'must be in the VPC, with a security group, because the application connects to the resources of an attachment',
        description, 'leave out `inNetwork: false` of `Compute.lambda`, choose another `compute`, or leave out the attachment');
    }
    for (const [index, [target, source]] of targets.flatMap((each) => sources.map((other) => [each, other] as const)).entries()) {
      const [to, from] = [target.securityGroupId, source.securityGroupId];
      const rule = { ...port.toRuleJson() as { ipProtocol: string }, description };
      new CfnSecurityGroupIngress(this, `Ingress${index}`, { ...rule, groupId: to, sourceSecurityGroupId: from });
      if (source.allowAllOutbound) continue;
      new CfnSecurityGroupEgress(this, `Egress${index}`, { ...rule, groupId: from, destinationSecurityGroupId: to });
    }
  }
}

/** An imported one keeps its path. */
function pathInStack(scope: Construct, { node }: ISecurityGroup): string {
  const stack = `${Stack.of(scope).node.path}/`;
  return node.path.startsWith(stack) ? node.path.slice(stack.length) : node.path;
}
