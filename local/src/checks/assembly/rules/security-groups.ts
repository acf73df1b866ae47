import { at, listAt, numberAt, stringAt } from '../../../assembly/json';
import { resourceRule, type Problem, type Rule, type ResourceProblem, type Subject } from '../rule';
import { coversPort, groupsOf, groupsOfLaunchTemplate, isWorld, lets, rulesOf, type GroupRule } from '../security-group-view';
import type { Node, TemplateGraph } from '../template-graph';

const GROUP = 'AWS::EC2::SecurityGroup';
const FLEET = 'AWS::AutoScaling::AutoScalingGroup';
const ADMINISTRATION: Readonly<Record<number, string>> = {
  22: 'SSH',
  3389: 'RDP',
  3306: 'MySQL',
  5432: 'PostgreSQL',
  6379: 'Redis',
  1433: 'SQL Server',
  9200: 'OpenSearch',
  27017: 'MongoDB',
};

/** Connections between load balancer, fleet and the internet. */
export const SECURITY_GROUP_RULES: readonly Rule[] = [
  resourceRule('security-group.world', GROUP, world, 'warning'),
  resourceRule('security-group.rule', [GROUP, 'AWS::EC2::SecurityGroupIngress', 'AWS::EC2::SecurityGroupEgress'], securityGroupRule),
  resourceRule('security-group.target-port', 'AWS::ElasticLoadBalancingV2::TargetGroup', targetPort),
  resourceRule('security-group.listener-port', 'AWS::ElasticLoadBalancingV2::Listener', listenerPort),
  resourceRule('security-group.instance-egress', FLEET, instanceEgress),
];

function* world(group: Node, { graph }: Subject): Iterable<ResourceProblem> {
  const balancers = graph
    .ofType('AWS::ElasticLoadBalancingV2::LoadBalancer')
    .flatMap((each) => groupsOf(graph, listAt(each.properties, 'SecurityGroups')));
  for (const rule of rulesOf(graph, group, 'Ingress').filter(isWorld)) {
    const place = { logicalId: rule.holder.logicalId, path: rule.path };
    const port = Object.keys(ADMINISTRATION)
      .map(Number)
      .find((each) => rule.protocol === '-1' || coversPort(rule, each));
    if (rule.protocol === '-1') {
      yield {
        ...place,
        message: 'must not allow everything from everywhere',
        value: rule.cidr,
        fix: 'restrict the port and the source',
      };
    } else if (port !== undefined) {
      yield {
        ...place,
        message: `must not allow ${ADMINISTRATION[port]} (port ${port}) from everywhere`,
        value: rule.cidr,
        fix: 'remove the rule, or restrict its source',
      };
    } else if (!balancers.includes(group)) {
      yield {
        ...place,
        message: 'only the load balancer may be reachable from everywhere',
        value: rule.cidr,
        fix: "name the load balancer's security group as the source",
      };
    }
  }
}

function* securityGroupRule(node: Node): Iterable<ResourceProblem> {
  for (const [rule, path] of writtenRules(node)) {
    const [from, to] = [numberAt(rule, 'FromPort'), numberAt(rule, 'ToPort')];
    const protocol = stringAt(rule, 'IpProtocol');
    if (at(rule, 'IpProtocol') === undefined) yield { path: `${path}.IpProtocol`, message: 'a rule must have a protocol', fix: 'write tcp' };
    if (protocol !== undefined && !/^(-1|\d{1,3}|tcp|udp|icmp|icmpv6)$/i.test(protocol)) {
      yield {
        path: `${path}.IpProtocol`,
        message: 'must be tcp, udp, icmp, icmpv6, a number or -1',
        value: protocol,
        fix: 'write tcp',
      };
    }
    if (protocol === 'tcp' || protocol === 'udp') {
      if (at(rule, 'FromPort') === undefined || at(rule, 'ToPort') === undefined) {
        yield {
          path,
          message: 'a rule for tcp or udp must have FromPort and ToPort',
          fix: 'set both',
        };
      }
      if ([from, to].some((port) => port !== undefined && (port < 0 || port > 65_535))) {
        yield {
          path,
          message: 'a port must be from 0 to 65535',
          value: `${from} to ${to}`,
          fix: 'correct it',
        };
      }
      if (from !== undefined && to !== undefined && from > to) {
        yield {
          path: `${path}.FromPort`,
          message: `must not be more than ToPort (${to})`,
          value: from,
          fix: 'swap them',
        };
      }
    }
    const peers = [
      'CidrIp',
      'CidrIpv6',
      'SourceSecurityGroupId',
      'SourceSecurityGroupName',
      'SourcePrefixListId',
      'DestinationSecurityGroupId',
      'DestinationPrefixListId',
    ].filter((key) => at(rule, key) !== undefined);
    if (peers.length !== 1) {
      yield {
        path,
        message: 'a rule must have exactly one peer',
        value: peers.join(', ') || undefined,
        fix: 'name an address block or a security group',
      };
    }
  }
}

function* targetPort(target: Node, { graph }: Subject): Iterable<ResourceProblem> {
  const port = numberAt(target.properties, 'Port');
  const health = numberAt(target.properties, 'HealthCheckPort');
  const written = graph.ofType('AWS::EC2::SecurityGroupIngress', 'AWS::EC2::SecurityGroupEgress');
  if (port === undefined || written.some(({ properties }) => graph.isOpen(properties.GroupId))) return;
  for (const fleet of graph
    .ofType(FLEET)
    .filter(({ properties }) => listAt(properties, 'TargetGroupARNs').some((arn) => graph.follow(arn) === target))) {
    const template = graph.follow(at(fleet.properties, 'LaunchTemplate', 'LaunchTemplateId'), 'AWS::EC2::LaunchTemplate');
    const groups = template ? groupsOfLaunchTemplate(graph, template) : [];
    const balancers = balancerGroups(graph, target);
    if (groups.length === 0 || balancers.length === 0) continue;
    for (const each of health === undefined ? [port] : [port, health]) {
      const ingress = groups.flatMap((group) => rulesOf(graph, group, 'Ingress'));
      if (!ingress.some((rule) => lets(rule, each, balancers))) {
        yield {
          path: each === port ? 'Properties.Port' : 'Properties.HealthCheckPort',
          message: `the security group of the instances (${names(groups)}) does not allow the load balancer on this port`,
          value: each,
          fix: `allow ${names(balancers)} on port ${each}`,
        };
        yield {
          logicalId: groups[0].logicalId,
          message: `must allow the load balancer (${names(balancers)}) on the port of ${target.logicalId}`,
          value: openPorts(ingress),
          fix: `allow it on port ${each}`,
        };
      }
      yield* closedEgress(graph, balancers, groups, target, each);
    }
  }
}

function* listenerPort({ properties }: Node, { graph }: Subject): Iterable<ResourceProblem> {
  const port = numberAt(properties, 'Port');
  const balancer = graph.follow(properties.LoadBalancerArn, 'AWS::ElasticLoadBalancingV2::LoadBalancer');
  const groups = balancer ? groupsOf(graph, listAt(balancer.properties, 'SecurityGroups')) : [];
  if (port === undefined || groups.length === 0) return;
  const ingress = groups.flatMap((group) => rulesOf(graph, group, 'Ingress'));
  if (!ingress.some((rule) => coversPort(rule, port))) {
    yield {
      path: 'Properties.Port',
      message: `the security group of the load balancer (${names(groups)}) allows no one on this port, only on ${openPorts(ingress)}`,
      value: port,
      fix: `add a rule for port ${port}`,
    };
  }
}

function* instanceEgress({ properties }: Node, { graph }: Subject): Iterable<ResourceProblem> {
  const template = graph.follow(at(properties, 'LaunchTemplate', 'LaunchTemplateId'), 'AWS::EC2::LaunchTemplate');
  const groups = template ? groupsOfLaunchTemplate(graph, template) : [];
  if (groups.length === 0) return;
  const egress = groups.map((group) => rulesOf(graph, group, 'Egress'));
  // A group without egress rules keeps Amazon EC2's default, which allows all outbound traffic.
  if (egress.some((rules) => rules.length === 0) || egress.flat().some((rule) => coversPort(rule, 443))) return;
  yield {
    logicalId: groups[0].logicalId,
    message: 'instances must reach AWS over HTTPS (port 443), where the CodeDeploy agent polls for commands',
    fix: 'allow outbound traffic to port 443',
  };
}

function writtenRules(node: Node): [Parameters<typeof at>[0], string][] {
  if (node.type !== GROUP) return [[node.properties, 'Properties']];
  return ['SecurityGroupIngress', 'SecurityGroupEgress'].flatMap((key) =>
    listAt(node.properties, key).map((rule, index): [Parameters<typeof at>[0], string] => [rule, `Properties.${key}[${index}]`]),
  );
}

function balancerGroups(graph: TemplateGraph, target: Node): Node[] {
  const listeners = graph
    .ofType('AWS::ElasticLoadBalancingV2::Listener', 'AWS::ElasticLoadBalancingV2::ListenerRule')
    .filter((node) => graph.mentioned(node.properties).includes(target));
  const owners = listeners.flatMap(({ properties }) => {
    const listener = graph.follow(properties.ListenerArn);
    return graph.follow(listener ? listener.properties.LoadBalancerArn : properties.LoadBalancerArn) ?? [];
  });
  return owners.flatMap((balancer) => groupsOf(graph, listAt(balancer.properties, 'SecurityGroups')));
}

function* closedEgress(
  graph: TemplateGraph,
  balancers: readonly Node[],
  groups: readonly Node[],
  target: Node,
  port: number,
): Iterable<Problem> {
  for (const balancer of balancers) {
    const egress = rulesOf(graph, balancer, 'Egress');
    if (egress.length === 0 || egress.some((rule) => lets(rule, port, groups))) continue;
    yield {
      logicalId: balancer.logicalId,
      message: `the load balancer cannot reach ${target.logicalId} on its port`,
      value: openPorts(egress),
      fix: `allow traffic to ${names(groups)} on port ${port}`,
    };
  }
}

function openPorts(rules: readonly GroupRule[]): string {
  return (
    rules
      .map(({ protocol, from, to, holder }) => {
        const ports = protocol === '-1' ? 'all' : from === to ? `${from}` : `${from}-${to}`;
        return `${ports} (${holder.logicalId})`;
      })
      .join(', ') || 'none'
  );
}

function names(nodes: readonly Node[]): string {
  return [...new Set(nodes.map(({ logicalId }) => logicalId))].join(', ');
}
