import { listAt } from '../../../assembly/json';
import { platformOf } from '../deployment-group-view';
import { type ResourceProblem, resourceRule, type Rule, type Subject } from '../rule';
import type { Node } from '../template-graph';

const GROUP = 'AWS::CodeDeploy::DeploymentGroup';

export const CODEDEPLOY_APPLICATION_RULES: readonly Rule[] = [
  resourceRule('codedeploy.application', GROUP, codedeployApplication),
  resourceRule('codedeploy.platform-match', GROUP, platformMatch),
];

function* codedeployApplication(group: Node, { graph }: Subject): Iterable<ResourceProblem> {
  const name = group.properties.ApplicationName;
  const other = graph.follow(name);
  if (name === undefined) {
    yield { path: 'Properties.ApplicationName', message: 'a deployment group must name its application', fix: 'set ApplicationName' };
  } else if (other && other.type !== 'AWS::CodeDeploy::Application') {
    yield {
      path: 'Properties.ApplicationName',
      message: `must be an application, and ${other.logicalId} is a ${other.type}`,
      value: name,
      fix: 'name an application',
    };
  } else if (
    typeof name === 'string' &&
    graph.ofType('AWS::CodeDeploy::Application').length > 0 &&
    !graph.named(name, 'AWS::CodeDeploy::Application', 'ApplicationName')
  ) {
    yield {
      path: 'Properties.ApplicationName',
      message: 'no application of the template has this name',
      value: name,
      fix: 'refer to the application',
      severity: 'warning',
    };
  }
}

function* platformMatch(group: Node, { graph }: Subject): Iterable<ResourceProblem> {
  const platform = platformOf(graph, group);
  if (platform !== 'Server' && listAt(group.properties, 'AutoScalingGroups').length > 0) {
    yield {
      path: 'Properties.AutoScalingGroups',
      message: `an application for ${platform} is not deployed to instances`,
      value: platform,
      fix: 'set ComputePlatform of the application to Server',
    };
  }
}
