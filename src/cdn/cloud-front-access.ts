import { CustomResource, Duration } from 'aws-cdk-lib';
import { CfnSecurityGroupIngress } from 'aws-cdk-lib/aws-ec2';
import { ApplicationProtocol } from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { Construct } from 'constructs';
import { inlineFunction } from '../core/inline-function';
import { allow } from '../core/permissions';
import type { ILoadBalancing } from '../load-balancing/load-balancing-config';

/**
 * Lets the addresses of CloudFront reach the listener. The load balancer is internal: of CloudFront, only a VPC origin has a way to it. The group
 * that CloudFront makes for VPC origins would be narrower, but is not there before the first of them.
 *
 * The list counts as 55 of the 60 rules that a security group may have: there is room for one listener.
 */
export function letCloudFrontIn(scope: Construct, { loadBalancer, protocol }: ILoadBalancing): void {
  const parent = new Construct(scope, 'PrefixList');
  const { handler, role } = inlineFunction(parent, {
    code: 'custom-resources/find-cloudfront-prefix-list.cjs',
    description: 'Finds the prefix list of the addresses that CloudFront comes from',
  });
  allow(role, {
    actions: ['ec2:DescribeManagedPrefixLists'],
    resources: ['*'],
    reason: 'the id of CloudFront\'s prefix list is looked up; the action does not support resource-level permissions',
  });
  const prefixList = new CustomResource(parent, 'Resource', {
    resourceType: 'Custom::CloudFrontPrefixList',
    serviceToken: handler.functionArn,
    serviceTimeout: Duration.minutes(2),
  });
  const port = protocol === ApplicationProtocol.HTTPS ? 443 : 80;
  for (const [index, group] of loadBalancer.connections.securityGroups.entries()) {
    new CfnSecurityGroupIngress(parent, index === 0 ? 'Ingress' : `Ingress${index + 1}`, {
      groupId: group.securityGroupId,
      description: `${protocol} from CloudFront`,
      ipProtocol: 'tcp',
      fromPort: port,
      toPort: port,
      sourcePrefixListId: prefixList.ref,
    });
  }
}
