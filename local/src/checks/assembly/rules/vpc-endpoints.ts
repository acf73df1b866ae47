import { listAt, stringAt } from '../../../assembly/json';
import { textOf } from '../../../assembly/text';
import { type ResourceProblem, resourceRule, type Rule, type Subject } from '../rule';
import type { Node } from '../template-graph';

export const VPC_ENDPOINT_RULES: readonly Rule[] = [
  resourceRule('network.endpoint', 'AWS::EC2::VPCEndpoint', endpoint),
  resourceRule('network.service-endpoint', 'AWS::EC2::VPCEndpoint', serviceEndpoint),
];

function* endpoint({ properties }: Node, { graph }: Subject): Iterable<ResourceProblem> {
  const type = stringAt(properties, 'VpcEndpointType') ?? 'Gateway';
  const service = textOf(properties.ServiceName);
  if (type === 'Gateway' && service !== '' && !graph.isOpen(properties.ServiceName) && !/\.(s3|dynamodb|s3express)$/.test(service)) {
    yield {
      path: 'Properties.VpcEndpointType',
      message: 'only S3 and DynamoDB support gateway endpoints',
      value: service,
      fix: 'write Interface',
    };
  }
  if (type === 'Gateway' && Array.isArray(properties.RouteTableIds) && properties.RouteTableIds.length === 0) {
    yield {
      path: 'Properties.RouteTableIds',
      message: 'a gateway endpoint only works through route tables',
      fix: 'name them',
    };
  }
  if (type === 'Gateway' && properties.RouteTableIds === undefined) {
    yield {
      path: 'Properties.RouteTableIds',
      message: 'a gateway endpoint only works through route tables',
      fix: 'name them',
    };
  }
  for (const reference of listAt(properties, 'RouteTableIds')) {
    const node = graph.follow(reference);
    if (node && node.type !== 'AWS::EC2::RouteTable') {
      yield {
        path: 'Properties.RouteTableIds',
        message: `must be route tables, and ${node.logicalId} is a ${node.type}`,
        value: reference,
        fix: 'name route tables',
      };
    }
  }
}

function* serviceEndpoint({ properties }: Node): Iterable<ResourceProblem> {
  if (['ServiceName', 'ResourceConfigurationArn', 'ServiceNetworkArn'].every((key) => properties[key] === undefined)) {
    yield {
      path: 'Properties.ServiceName',
      message: 'an endpoint must have a service',
      fix: 'write com.amazonaws.REGION.SERVICE',
    };
  }
}
