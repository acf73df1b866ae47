import type { Node, TemplateGraph } from './template-graph';
import { listAt, stringAt } from '../../assembly/json';

const FLEET = 'AWS::AutoScaling::AutoScalingGroup';

/** The compute platform of a deployment group's application. */
export function platformOf(graph: TemplateGraph, { properties }: Node): string {
  const application = graph.named(properties.ApplicationName, 'AWS::CodeDeploy::Application', 'ApplicationName');
  return stringAt(application?.properties, 'ComputePlatform') ?? 'Server';
}

/** The Auto Scaling groups that a deployment group deploys to. */
export function fleetsOf(graph: TemplateGraph, group: Node): Node[] {
  return listAt(group.properties, 'AutoScalingGroups').flatMap((reference) => graph.named(reference, FLEET, 'AutoScalingGroupName') ?? []);
}
