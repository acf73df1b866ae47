import { at, listAt, stringAt, type Json } from '../../../assembly/json';
import { resourceRule, type ResourceProblem, type Rule, type Subject } from '../rule';
import type { Node, TemplateGraph } from '../template-graph';

const SERVICE = 'AWS::ECS::Service';
const TARGETS = 'AWS::ElasticLoadBalancingV2::TargetGroup';
const LISTENER = 'AWS::ElasticLoadBalancingV2::Listener';
const LISTENER_RULE = 'AWS::ElasticLoadBalancingV2::ListenerRule';

/** The target groups and listener rules with which a service shifts traffic must not be used by anything else. */
export const ECS_TRAFFIC_RULES: readonly Rule[] = [
  resourceRule('ecs.shared-target-group', SERVICE, sharedTargetGroup),
  resourceRule('ecs.shared-listener-rule', SERVICE, sharedListenerRule),
];

function* sharedTargetGroup(service: Node, { graph }: Subject): Iterable<ResourceProblem> {
  const shifts = shiftsOf(graph, service);
  const moved = shifts.flatMap((shift) => shift.moved);
  for (const { path, primary, alternate } of shifts) {
    for (const [key, group] of [['TargetGroupArn', primary], ['AdvancedConfiguration.AlternateTargetGroupArn', alternate]] as const) {
      const sharing = group && servicesBut(graph, service).find((other) => groupsOf(graph, other).includes(group));
      if (!sharing) continue;
      yield {
        path: `${path}.${key}`,
        message: `${sharing.logicalId} registers tasks in it, too, and traffic is shifted to all targets of a group`,
        value: group.logicalId,
        fix: 'give each service target groups of its own',
      };
    }
    const sending = alternate && sendersTo(graph, alternate).find((sender) => !moved.includes(sender) && !isBehind(graph, sender, moved));
    if (sending) {
      yield {
        path: `${path}.AdvancedConfiguration.AlternateTargetGroupArn`,
        message: `${sending.logicalId} sends requests to it, too: they reach new tasks before traffic is shifted, and no task after a later shift`,
        value: alternate.logicalId,
        fix: `let ${sending.logicalId} send requests elsewhere, or name it as TestListenerRule`,
      };
    }
  }
}

function* sharedListenerRule(service: Node, { graph }: Subject): Iterable<ResourceProblem> {
  for (const { path, production, test } of shiftsOf(graph, service)) {
    for (const [key, rule] of [['ProductionListenerRule', production], ['TestListenerRule', test]] as const) {
      const sharing = rule && servicesBut(graph, service).find((other) => shiftsOf(graph, other).some(({ moved }) => moved.includes(rule)));
      if (!sharing) continue;
      yield {
        path: `${path}.AdvancedConfiguration.${key}`,
        message: `${sharing.logicalId} shifts traffic with it, too, so each deployment of one would take the requests of the other`,
        value: rule.logicalId,
        fix: 'give each service a listener rule of its own',
      };
    }
  }
}

/** How a service shifts traffic between two target groups of one load balancer. */
interface TrafficShift {
  readonly path: string;
  readonly primary?: Node;
  readonly alternate?: Node;
  readonly production?: Node;
  readonly test?: Node;
  /** The listener rules that Amazon ECS changes; listeners of a Network Load Balancer. */
  readonly moved: readonly Node[];
}

function shiftsOf(graph: TemplateGraph, { properties }: Node): TrafficShift[] {
  if ((stringAt(properties, 'DeploymentConfiguration', 'Strategy') ?? 'ROLLING') === 'ROLLING') return [];
  return listAt(properties, 'LoadBalancers').map((balancer, index) => {
    const advanced = (key: string, type?: string) => graph.follow(at(balancer, 'AdvancedConfiguration', key), type);
    const [production, test] = [advanced('ProductionListenerRule'), advanced('TestListenerRule')];
    return {
      path: `Properties.LoadBalancers[${index}]`,
      primary: graph.follow(at(balancer, 'TargetGroupArn'), TARGETS),
      alternate: advanced('AlternateTargetGroupArn', TARGETS),
      production,
      test,
      moved: [production, test].filter((rule) => rule !== undefined),
    };
  });
}

function servicesBut(graph: TemplateGraph, service: Node): Node[] {
  return graph.ofType(SERVICE).filter((other) => other !== service);
}

/** Includes an alternate target group, although a rolling deployment does not use it. */
function groupsOf(graph: TemplateGraph, { properties }: Node): Node[] {
  return listAt(properties, 'LoadBalancers')
    .flatMap((balancer) => [at(balancer, 'TargetGroupArn'), at(balancer, 'AdvancedConfiguration', 'AlternateTargetGroupArn')])
    .flatMap((arn) => graph.follow(arn, TARGETS) ?? []);
}

/** Listener rules and listeners with an action that sends requests to a target group. A weight of 0 sends none. */
function sendersTo(graph: TemplateGraph, group: Node): Node[] {
  return graph.ofType(LISTENER_RULE, LISTENER).filter(({ properties }) =>
    [...listAt(properties, 'Actions'), ...listAt(properties, 'DefaultActions')].flatMap(targetsOf).some((arn) => graph.follow(arn) === group));
}

function targetsOf(action: Json): Json[] {
  const weighted = listAt(action, 'ForwardConfig', 'TargetGroups').filter((target) => at(target, 'Weight') !== 0);
  return [at(action, 'TargetGroupArn'), ...weighted.map((target) => at(target, 'TargetGroupArn'))].filter((arn) => arn !== undefined);
}

/** The default action of a listener with one of the service's rules only gets requests that do not match that rule: usually none. */
function isBehind(graph: TemplateGraph, { logicalId }: Node, rules: readonly Node[]): boolean {
  return rules.some(({ properties }) => graph.follow(properties.ListenerArn, LISTENER)?.logicalId === logicalId);
}
