import type { Node, TemplateGraph } from './template-graph';
import { listAt, stringAt } from '../../assembly/json';

const FLEET = 'AWS::AutoScaling::AutoScalingGroup';

/** Of the application that a deployment group belongs to. */
export function platformOf(graph: TemplateGraph, { properties }: Node): string {
  const application = graph.named(properties.ApplicationName, 'AWS::CodeDeploy::Application', 'ApplicationName');
  return stringAt(application?.properties, 'ComputePlatform') ?? 'Server';
}

/** The Auto Scaling groups that it deploys to. */
export function fleetsOf(graph: TemplateGraph, group: Node): Node[] {
  return listAt(group.properties, 'AutoScalingGroups').flatMap((reference) => graph.named(reference, FLEET, 'AutoScalingGroupName') ?? []);
}
