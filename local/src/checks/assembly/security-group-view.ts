import type { Node, TemplateGraph } from './template-graph';
import { isFunction, isObject, listAt, numberAt, type JsonObject } from '../../assembly/json';
import { textOf } from '../../assembly/text';

const GROUP = 'AWS::EC2::SecurityGroup';

/** A security group rule, inline or as a separate resource. */
export interface GroupRule {
  readonly holder: Node;
  readonly path: string;
  readonly protocol: string;
  readonly from: number | undefined;
  readonly to: number | undefined;
  /** `0.0.0.0/0`, `::/0`, ... */
  readonly cidr: string;
  readonly peer: Node | undefined;
  /** The peer is not in the template (a prefix list, another stack's group), or depends on a condition. */
  readonly foreign: boolean;
}

export function rulesOf(graph: TemplateGraph, group: Node, direction: 'Ingress' | 'Egress'): GroupRule[] {
  const inline = listAt(group.properties, `SecurityGroup${direction}`).flatMap((rule, index) =>
    isObject(rule) ? [view(graph, group, rule, `Properties.SecurityGroup${direction}[${index}]`)] : [],
  );
  const own = graph
    .ofType(`AWS::EC2::SecurityGroup${direction}`)
    .filter(({ properties }) => graph.follow(properties.GroupId) === group || graph.follow(properties.GroupName) === group)
    .map((node) => view(graph, node, node.properties, 'Properties'));
  return [...inline, ...own];
}

function view(graph: TemplateGraph, holder: Node, rule: JsonObject, path: string): GroupRule {
  const peer = ['SourceSecurityGroupId', 'DestinationSecurityGroupId', 'SourceSecurityGroupName']
    .map((key) => rule[key])
    .find((value) => value !== undefined);
  const node = graph.follow(peer, GROUP);
  const cidr = textOf(rule.CidrIp ?? rule.CidrIpv6);
  return {
    holder,
    path,
    protocol: textOf(rule.IpProtocol).toLowerCase(),
    from: numberAt(rule, 'FromPort'),
    to: numberAt(rule, 'ToPort'),
    cidr,
    peer: node,
    foreign:
      isFunction(rule) ||
      rule.SourcePrefixListId !== undefined ||
      rule.DestinationPrefixListId !== undefined ||
      (peer !== undefined && !node) ||
      cidr.includes('$') ||
      cidr.includes('{'),
  };
}

/** Whether a rule allows a port. A rule whose protocol or ports are not known yet counts as allowing it. */
export function coversPort({ protocol, from, to }: GroupRule, port: number): boolean {
  if (protocol === '-1' || protocol === '' || protocol.startsWith('${')) return true;
  return protocol === 'tcp' || protocol === '6' ? (from ?? port) <= port && port <= (to ?? port) : false;
}

/** Whether a rule allows a port from one of these groups, or to one of them. An address block counts as containing them. */
export function lets(rule: GroupRule, port: number, groups: readonly Node[]): boolean {
  return coversPort(rule, port) && (rule.foreign || rule.cidr !== '' || (rule.peer !== undefined && groups.includes(rule.peer)));
}

export function isWorld({ cidr }: GroupRule): boolean {
  return cidr === '0.0.0.0/0' || cidr === '::/0';
}

/** The security groups of a load balancer. */
export function groupsOf(graph: TemplateGraph, references: readonly Parameters<TemplateGraph['follow']>[0][]): Node[] {
  return references.flatMap((reference) => graph.follow(reference, GROUP) ?? []);
}

/** The security groups of a launch template, from either of the two properties. */
export function groupsOfLaunchTemplate(graph: TemplateGraph, template: Node): Node[] {
  const data = template.properties.LaunchTemplateData;
  return groupsOf(graph, [...listAt(data, 'SecurityGroupIds'), ...listAt(data, 'NetworkInterfaces').flatMap((each) => listAt(each, 'Groups'))]);
}
