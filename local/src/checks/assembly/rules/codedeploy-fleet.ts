import { listAt, stringAt } from '../../../assembly/json';
import { fleetsOf } from '../deployment-group-view';
import { type Problem, type ResourceProblem, resourceRule, type Rule, type Subject } from '../rule';
import type { Node, TemplateGraph } from '../template-graph';

const GROUP = 'AWS::CodeDeploy::DeploymentGroup';
const FLEET = 'AWS::AutoScaling::AutoScalingGroup';

/** The hosts of a deployment group. */
export const CODEDEPLOY_FLEET_RULES: readonly Rule[] = [
  resourceRule('codedeploy.fleet', GROUP, codedeployFleet),
  { id: 'codedeploy.one-group-per-fleet', severity: 'error', check: oneGroupPerFleet },
  resourceRule('codedeploy.outdated-instances', GROUP, outdatedInstances),
];

function* codedeployFleet(group: Node, { graph }: Subject): Iterable<ResourceProblem> {
  if (platformOf(graph, group) !== 'Server') return;
  const groups = listAt(group.properties, 'AutoScalingGroups');
  const filters = ['Ec2TagFilters', 'Ec2TagSet', 'OnPremisesInstanceTagFilters', 'OnPremisesTagSet'].some(
    (key) => group.properties[key] !== undefined,
  );
  if (groups.length === 0 && !filters && !graph.isOpen(group.properties.AutoScalingGroups)) {
    yield {
      path: 'Properties.AutoScalingGroups',
      message: 'a deployment group must have instances',
      fix: 'name an Auto Scaling group',
    };
  }
  for (const [index, reference] of groups.entries()) {
    const node = graph.named(reference, FLEET, 'AutoScalingGroupName');
    if (node || (graph.follow(reference) === undefined && typeof reference !== 'string')) continue;
    if (typeof reference === 'string' && graph.ofType(FLEET).length === 0) continue;
    yield {
      path: `Properties.AutoScalingGroups[${index}]`,
      message: 'must be an Auto Scaling group of the template',
      value: reference,
      fix: `refer to one of ${graph
        .ofType(FLEET)
        .map(({ logicalId }) => logicalId)
        .join(', ')}`,
      severity: 'warning',
    };
  }
}

function* oneGroupPerFleet({ graph }: Subject): Iterable<Problem> {
  const seen = new Map<Node, Node>();
  for (const group of graph.ofType(GROUP)) {
    for (const fleet of fleetsOf(graph, group)) {
      const other = seen.get(fleet);
      if (other) {
        yield {
          logicalId: group.logicalId,
          path: 'Properties.AutoScalingGroups',
          message: `an Auto Scaling group can only have one deployment group, but ${other.logicalId} deploys to ${fleet.logicalId} too`,
          fix: 'remove it from one of them',
        };
      }
      seen.set(fleet, group);
    }
  }
}

function* outdatedInstances({ properties }: Node): Iterable<ResourceProblem> {
  const strategy = properties.OutdatedInstancesStrategy;
  if (strategy === 'IGNORE') {
    yield {
      path: 'Properties.OutdatedInstancesStrategy',
      message: 'instances that are launched during a deployment would keep the old revision',
      value: strategy,
      fix: 'write UPDATE',
    };
  }
}

function platformOf(graph: TemplateGraph, { properties }: Node): string {
  const application = graph.named(properties.ApplicationName, 'AWS::CodeDeploy::Application', 'ApplicationName');
  return stringAt(application?.properties, 'ComputePlatform') ?? 'Server';
}
