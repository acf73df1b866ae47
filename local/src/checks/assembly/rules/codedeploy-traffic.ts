import { at, listAt, objectAt, stringAt } from '../../../assembly/json';
import { textOf } from '../../../assembly/text';
import { fleetsOf, platformOf } from '../deployment-group-view';
import { type ResourceProblem, resourceRule, type Rule, type Subject } from '../rule';
import type { Node } from '../template-graph';

const GROUP = 'AWS::CodeDeploy::DeploymentGroup';
const TARGETS = 'AWS::ElasticLoadBalancingV2::TargetGroup';

/** How a deployment blocks traffic and allows it again. */
export const CODEDEPLOY_TRAFFIC_RULES: readonly Rule[] = [
  resourceRule('codedeploy.traffic-control', GROUP, trafficControl),
  resourceRule('codedeploy.blue-green', GROUP, blueGreen),
  resourceRule('codedeploy.target-group', GROUP, targetGroup),
];

function* trafficControl(group: Node, { graph }: Subject): Iterable<ResourceProblem> {
  const { properties } = group;
  // An alias has its own weights.
  if (platformOf(graph, group) === 'Lambda') return;
  const option = stringAt(properties, 'DeploymentStyle', 'DeploymentOption');
  const info = objectAt(properties, 'LoadBalancerInfo');
  const named = ['TargetGroupInfoList', 'ElbInfoList', 'TargetGroupPairInfoList'].some((key) => listAt(info, key).length > 0);
  const type = stringAt(properties, 'DeploymentStyle', 'DeploymentType');
  if (option === 'WITH_TRAFFIC_CONTROL' && !named) {
    yield {
      path: 'Properties.LoadBalancerInfo',
      message: 'traffic control requires a load balancer',
      fix: 'name the target group in TargetGroupInfoList',
    };
  }
  if (option !== 'WITH_TRAFFIC_CONTROL' && named && type !== 'BLUE_GREEN') {
    yield {
      path: 'Properties.DeploymentStyle.DeploymentOption',
      message: 'without traffic control the load balancer is not used, so hosts are deployed to while they receive traffic',
      value: option,
      fix: 'write WITH_TRAFFIC_CONTROL',
      severity: 'warning',
    };
  }
}

function* blueGreen(group: Node, { graph }: Subject): Iterable<ResourceProblem> {
  const type = stringAt(group.properties, 'DeploymentStyle', 'DeploymentType');
  if (type === 'BLUE_GREEN' && platformOf(graph, group) === 'Server') {
    yield {
      path: 'Properties.DeploymentStyle.DeploymentType',
      message: 'CloudFormation cannot create a blue/green deployment group for EC2 instances',
      value: type,
      fix: 'write IN_PLACE',
      severity: 'warning',
    };
  }
}

function* targetGroup(group: Node, { graph }: Subject): Iterable<ResourceProblem> {
  const fleets = fleetsOf(graph, group);
  for (const [index, info] of listAt(group.properties, 'LoadBalancerInfo', 'TargetGroupInfoList').entries()) {
    const reference = at(info, 'Name');
    const path = `Properties.LoadBalancerInfo.TargetGroupInfoList[${index}].Name`;
    const target = graph.follow(reference);
    if (reference === undefined) yield { path, message: 'a target group must be named', fix: 'use Fn::GetAtt with TargetGroupName' };
    if (target && target.type !== TARGETS) {
      yield {
        path,
        message: `must be the name of a target group, and ${target.logicalId} is a ${target.type}`,
        value: reference,
        fix: 'use Fn::GetAtt with TargetGroupName',
      };
    }
    if (target?.type === TARGETS && (at(reference, 'Ref') !== undefined || textOf(reference).endsWith('Arn}'))) {
      yield {
        path,
        message: 'must be the name of the target group, not its ARN',
        value: reference,
        fix: 'use Fn::GetAtt with TargetGroupName',
      };
    }
    if (typeof reference === 'string' && graph.ofType(TARGETS).length > 0 && !graph.named(reference, TARGETS, 'Name')) {
      yield {
        path,
        message: 'no target group of the template has this name',
        value: reference,
        fix: 'refer to the target group',
        severity: 'warning',
      };
    }
    const elsewhere =
      target?.type === TARGETS
        ? fleets.find(({ properties: { TargetGroupARNs: arns } }) => !graph.isOpen(arns) && !listAt(arns).some((arn) => graph.follow(arn) === target))
        : undefined;
    if (elsewhere) {
      yield {
        path,
        message: `${elsewhere.logicalId} is not in this target group: traffic would be blocked for hosts that receive none`,
        value: reference,
        fix: "name the fleet's target group",
      };
    }
  }
}
