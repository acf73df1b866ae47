import { stringAt } from '../../../assembly/json';
import { type ResourceProblem, resourceRule, type Rule, type Subject } from '../rule';
import type { Node } from '../template-graph';

export const SNS_TOPIC_RULES: readonly Rule[] = [
  resourceRule('sns.subscription', 'AWS::SNS::Subscription', subscription),
];

function* subscription({ properties }: Node, { graph }: Subject): Iterable<ResourceProblem> {
  const node = graph.follow(properties.TopicArn);
  if (node && node.type !== 'AWS::SNS::Topic') {
    yield {
      path: 'Properties.TopicArn',
      message: `must be a topic, and ${node.logicalId} is a ${node.type}`,
      value: properties.TopicArn,
      fix: 'name a topic',
    };
  }
  const [protocol, endpoint] = [stringAt(properties, 'Protocol'), stringAt(properties, 'Endpoint')];
  if (protocol === 'email' && endpoint !== undefined && !/^[^@\s]+@[^@\s]+$/.test(endpoint)) {
    yield {
      path: 'Properties.Endpoint',
      message: 'must be an e-mail address',
      value: endpoint,
      fix: 'correct it',
    };
  }
  if (protocol === 'http') {
    yield {
      path: 'Properties.Protocol',
      message: 'notifications must be encrypted in transit',
      value: protocol,
      fix: 'write https',
      severity: 'warning',
    };
  }
}
