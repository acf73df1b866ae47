import { stringAt } from '../../../assembly/json';
import { type ResourceProblem, resourceRule, type Rule, type Subject } from '../rule';
import type { Node } from '../template-graph';

/** What is logged, and for how long. */
export const LOG_RULES: readonly Rule[] = [
  resourceRule('logs.retention', 'AWS::Logs::LogGroup', retention),
  resourceRule('logs.flow-log', 'AWS::EC2::FlowLog', flowLogRole),
  resourceRule('network.flow-log', 'AWS::EC2::FlowLog', flowLogPlace),
];

function* retention({ properties }: Node): Iterable<ResourceProblem> {
  if (properties.RetentionInDays === undefined) {
    yield {
      path: 'Properties.RetentionInDays',
      message: 'logs without expiration cost more and more',
      fix: 'write e.g. 30',
      severity: 'warning',
    };
  }
}

function* flowLogRole({ properties }: Node): Iterable<ResourceProblem> {
  const destination = stringAt(properties, 'LogDestinationType') ?? 'cloud-watch-logs';
  if (destination === 'cloud-watch-logs' && properties.DeliverLogsPermissionArn === undefined) {
    yield {
      path: 'Properties.DeliverLogsPermissionArn',
      message: 'flow logs need a role to write to CloudWatch',
      fix: 'name the role',
    };
  }
}

function* flowLogPlace({ properties }: Node, { graph }: Subject): Iterable<ResourceProblem> {
  const [destination, resource] = [stringAt(properties, 'LogDestinationType') ?? 'cloud-watch-logs', stringAt(properties, 'ResourceType')];
  if (destination === 'cloud-watch-logs' && properties.LogGroupName === undefined && properties.LogDestination === undefined) {
    yield {
      path: 'Properties.LogGroupName',
      message: 'flow logs must have a destination',
      fix: 'name the log group',
    };
  }
  if (destination !== 'cloud-watch-logs' && properties.LogDestination === undefined) {
    yield {
      path: 'Properties.LogDestination',
      message: 'flow logs must have a destination',
      fix: 'name the bucket or the stream',
    };
  }
  if (
    resource !== undefined &&
    !['VPC', 'Subnet', 'NetworkInterface', 'TransitGateway', 'TransitGatewayAttachment', 'RegionalNatGateway'].includes(resource)
  ) {
    yield { path: 'Properties.ResourceType', message: 'must be VPC, Subnet or NetworkInterface', value: resource, fix: 'write VPC' };
  }
  if (properties.TrafficType === undefined && ['VPC', 'Subnet', 'NetworkInterface'].includes(resource ?? '')) {
    yield {
      path: 'Properties.TrafficType',
      message: 'must set which traffic to log',
      fix: 'write REJECT or ALL',
    };
  }
  const node = graph.follow(properties.ResourceId);
  if (node && resource !== undefined && node.type !== `AWS::EC2::${resource}`) {
    yield {
      path: 'Properties.ResourceId',
      message: `must be a ${resource}, and ${node.logicalId} is a ${node.type}`,
      value: properties.ResourceId,
      fix: `name a ${resource}`,
    };
  }
  const interval = properties.MaxAggregationInterval;
  if (typeof interval === 'number' && ![60, 600].includes(interval)) {
    yield {
      path: 'Properties.MaxAggregationInterval',
      message: 'must be 60 or 600 seconds',
      value: interval,
      fix: 'write 600',
    };
  }
}
