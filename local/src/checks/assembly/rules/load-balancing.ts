import { at, isObject, listAt, numberAt, stringAt, type Json } from '../../../assembly/json';
import { textOf } from '../../../assembly/text';
import { NetworkView } from '../network-view';
import { resourceRule, type Problem, type Rule } from '../rule';
import type { Node, TemplateGraph } from '../template-graph';

const BALANCER = 'AWS::ElasticLoadBalancingV2::LoadBalancer';
const LISTENER = 'AWS::ElasticLoadBalancingV2::Listener';
const TARGETS = 'AWS::ElasticLoadBalancingV2::TargetGroup';
const FLEET = 'AWS::AutoScaling::AutoScalingGroup';
const GROUP = 'AWS::CodeDeploy::DeploymentGroup';
const SERVICE = 'AWS::ECS::Service';
const OLD_POLICIES = /^ELBSecurityPolicy-(2015-05|2016-08|TLS-1-0-|TLS-1-1-|FS-2018-06|FS-1-1-)/;

/** What puts targets into a target group. */
const FILLERS = [FLEET, GROUP, SERVICE];

/** Load balancers and listeners. */
export const LOAD_BALANCING_RULES: readonly Rule[] = [
  resourceRule('elb.subnets', BALANCER, function* ({ properties }, { graph }) {
    const subnets = [
      ...listAt(properties, 'Subnets'),
      ...listAt(properties, 'SubnetMappings').map((mapping) => at(mapping, 'SubnetId') ?? null),
    ];
    if (isObject(properties.Subnets) || (properties.Type ?? 'application') !== 'application') return;
    const nodes = subnets.flatMap((subnet) => graph.follow(subnet, 'AWS::EC2::Subnet') ?? []);
    const zones = new Set(nodes.map((node) => textOf(node.properties.AvailabilityZone)));
    if (new Set(subnets.map(textOf)).size < 2 || (nodes.length === subnets.length && zones.size < 2)) {
      yield {
        path: 'Properties.Subnets',
        message: 'a load balancer must be in at least two Availability Zones',
        value: subnets,
        fix: 'name subnets of two zones',
      };
    }
    const network = new NetworkView(graph);
    const hidden = properties.Scheme === 'internal' ? undefined : nodes.find((node) => network.defaultRoute(node) !== 'internet');
    if (hidden) {
      yield {
        path: 'Properties.Subnets',
        message: `nobody on the internet reaches ${hidden.logicalId}: it has no route to an internet gateway`,
        value: subnets,
        fix: 'name public subnets, or write Scheme: internal',
      };
    }
  }),

  resourceRule('elb.scheme', BALANCER, function* ({ properties }) {
    for (const [key, values] of [
      ['Scheme', ['internet-facing', 'internal']],
      ['Type', ['application', 'network', 'gateway']],
      ['IpAddressType', ['ipv4', 'dualstack', 'dualstack-without-public-ipv4']],
    ] as const) {
      const value = properties[key];
      if (typeof value === 'string' && !(values as readonly string[]).includes(value)) {
        yield {
          path: `Properties.${key}`,
          message: `must be one of ${values.join(', ')}`,
          value,
          fix: `write ${values[0]}`,
        };
      }
    }
    const type = properties.Type ?? 'application';
    if (type === 'application' && listAt(properties, 'SecurityGroups').length === 0 && !isObject(properties.SecurityGroups)) {
      yield {
        path: 'Properties.SecurityGroups',
        message: 'without it the load balancer is in the default security group',
        fix: 'name its security group',
        severity: 'warning',
      };
    }
  }),

  resourceRule('elb.listener', LISTENER, function* ({ properties }, { graph }) {
    const protocol = stringAt(properties, 'Protocol');
    const port = numberAt(properties, 'Port');
    const actions = listAt(properties, 'DefaultActions');
    if (actions.length === 0 && !isObject(properties.DefaultActions)) {
      yield {
        path: 'Properties.DefaultActions',
        message: 'a listener must have a default action',
        fix: 'forward to the target group',
      };
    }
    const balanced = graph.follow(properties.LoadBalancerArn);
    const gateway = balanced?.properties.Type === 'gateway';
    for (const key of ['Protocol', 'Port']) {
      if (properties[key] === undefined && !gateway) {
        yield {
          path: `Properties.${key}`,
          message: 'a listener of an Application Load Balancer must have it',
          fix: key === 'Port' ? 'write 443' : 'write HTTPS',
        };
      }
    }
    if (properties.LoadBalancerArn === undefined) {
      yield {
        path: 'Properties.LoadBalancerArn',
        message: 'a listener must belong to a load balancer',
        fix: 'set LoadBalancerArn',
      };
    }
    const balancer = graph.follow(properties.LoadBalancerArn);
    if (balancer && balancer.type !== BALANCER) {
      yield {
        path: 'Properties.LoadBalancerArn',
        message: `must be a load balancer, and ${balancer.logicalId} is a ${balancer.type}`,
        value: properties.LoadBalancerArn,
        fix: 'name a load balancer',
      };
    }
    if ((properties.Port === undefined && !gateway) || (port !== undefined && (port < 1 || port > 65_535))) {
      yield {
        path: 'Properties.Port',
        message: 'a port must be from 1 to 65535',
        value: properties.Port,
        fix: 'write 80 or 443',
      };
    }
    if (protocol !== undefined && !['HTTP', 'HTTPS', 'TCP', 'TLS', 'UDP', 'TCP_UDP', 'GENEVE'].includes(protocol)) {
      yield {
        path: 'Properties.Protocol',
        message: 'no such protocol',
        value: protocol,
        fix: 'write HTTP or HTTPS',
      };
    }
    const application = balancer?.type === BALANCER && (balancer.properties.Type ?? 'application') === 'application';
    if (application && protocol !== undefined && !['HTTP', 'HTTPS'].includes(protocol)) {
      yield {
        path: 'Properties.Protocol',
        message: 'an application load balancer speaks HTTP or HTTPS',
        value: protocol,
        fix: 'write HTTP or HTTPS',
      };
    }
  }),

  resourceRule('elb.certificate', LISTENER, function* ({ properties }) {
    const protocol = stringAt(properties, 'Protocol');
    const certificates = listAt(properties, 'Certificates').length;
    if ((protocol === 'HTTPS' || protocol === 'TLS') && certificates === 0 && !isObject(properties.Certificates)) {
      yield {
        path: 'Properties.Certificates',
        message: `${protocol} needs a certificate`,
        fix: 'name one, or write HTTP',
      };
    }
    if (protocol === 'HTTP' && certificates > 0) {
      yield {
        path: 'Properties.Protocol',
        message: 'a listener with a certificate must speak HTTPS',
        value: protocol,
        fix: 'write HTTPS',
      };
    }
    const policy = stringAt(properties, 'SslPolicy');
    if (policy !== undefined && protocol === 'HTTP') {
      yield {
        path: 'Properties.SslPolicy',
        message: 'HTTP has no TLS policy',
        value: policy,
        fix: 'write HTTPS, or remove it',
      };
    }
    if (policy !== undefined && OLD_POLICIES.test(policy)) {
      yield {
        path: 'Properties.SslPolicy',
        message: 'the policy allows TLS versions that are broken',
        value: policy,
        fix: 'write ELBSecurityPolicy-TLS13-1-2-2021-06 or newer',
        severity: 'warning',
      };
    }
    if (policy === undefined && protocol === 'HTTPS' && properties.SslPolicy === undefined) {
      yield {
        path: 'Properties.SslPolicy',
        message: 'the default policy allows TLS versions that are broken',
        fix: 'write ELBSecurityPolicy-TLS13-1-2-2021-06 or newer',
        severity: 'warning',
      };
    }
  }),

  resourceRule('elb.redirect', LISTENER, function* (listener, { graph }) {
    if (listener.properties.Protocol !== 'HTTP') return;
    const balancer = graph.follow(listener.properties.LoadBalancerArn);
    const secure =
      balancer &&
      graph.ofType(LISTENER).find(({ properties }) => properties.Protocol === 'HTTPS' && graph.follow(properties.LoadBalancerArn) === balancer);
    if (!secure) return;
    for (const [index, action] of listAt(listener.properties, 'DefaultActions').entries()) {
      const path = `Properties.DefaultActions[${index}]`;
      if (at(action, 'Type') === 'forward') {
        yield {
          path,
          message: `the load balancer has HTTPS (${secure.logicalId}), so HTTP must redirect to it`,
          value: 'forward',
          fix: 'redirect to port 443',
          severity: 'warning',
        };
      }
      const target = stringAt(action, 'RedirectConfig', 'Protocol');
      if (at(action, 'Type') === 'redirect' && target !== undefined && target !== 'HTTPS') {
        yield {
          path: `${path}.RedirectConfig.Protocol`,
          message: 'must redirect to HTTPS: this is a loop',
          value: target,
          fix: 'write HTTPS',
        };
      }
    }
  }),

  resourceRule('elb.action', [LISTENER, 'AWS::ElasticLoadBalancingV2::ListenerRule'], function* ({ type, properties }, { graph }) {
    const key = type === LISTENER ? 'DefaultActions' : 'Actions';
    for (const [index, action] of listAt(properties, key).entries()) {
      yield* actionProblems(graph, action, `Properties.${key}[${index}]`);
    }
  }),

  {
    id: 'elb.listener-port',
    severity: 'error',
    *check({ graph }) {
      const seen = new Map<string, Node>();
      for (const listener of graph.ofType(LISTENER)) {
        const key = `${textOf(listener.properties.LoadBalancerArn)}:${textOf(listener.properties.Port)}`;
        const other = seen.get(key);
        if (other) {
          yield {
            logicalId: listener.logicalId,
            path: 'Properties.Port',
            message: `a port must be of one listener, and ${other.logicalId} has it too`,
            value: listener.properties.Port,
            fix: 'change one of them',
          };
        }
        seen.set(key, listener);
      }
    },
  },

  resourceRule(
    'elb.unused-target-group',
    TARGETS,
    function* (target, { graph }) {
      const listeners = graph.ofType(LISTENER, 'AWS::ElasticLoadBalancingV2::ListenerRule');
      const users = graph.nodes.filter((node) => node !== target && graph.mentioned(node.properties).includes(target));
      const forwarding = users.some((node) => listeners.includes(node));
      // A blue/green deployment group and an ECS service move traffic between target groups, and fill them.
      const moved = users.some((node) => node.type === SERVICE || at(node.properties, 'LoadBalancerInfo', 'TargetGroupPairInfoList') !== undefined);
      if (listeners.length > 0 && !forwarding && !moved) {
        yield { message: 'no listener forwards to this target group', fix: 'forward to it, or remove it' };
      }
      const registered = (target.properties.TargetType ?? 'instance') !== 'instance' || listAt(target.properties, 'Targets').length > 0;
      const fleets = graph.ofType('AWS::AutoScaling::AutoScalingGroup');
      if (fleets.length > 0 && !registered && !users.some(({ type }) => FILLERS.includes(type))) {
        yield { message: 'no Auto Scaling group puts its instances into this target group', fix: 'name it in TargetGroupARNs' };
      }
    },
    'warning',
  ),

  resourceRule('elb.fleet-not-served', 'AWS::AutoScaling::AutoScalingGroup', function* ({ properties, logicalId }, { graph }) {
    const deployed = graph
      .ofType('AWS::CodeDeploy::DeploymentGroup')
      .some(
        (group) =>
          graph.mentioned(group.properties.AutoScalingGroups).some((node) => node.logicalId === logicalId) &&
          group.properties.LoadBalancerInfo !== undefined,
      );
    if (deployed && listAt(properties, 'TargetGroupARNs').length === 0 && !isObject(properties.TargetGroupARNs)) {
      yield {
        path: 'Properties.TargetGroupARNs',
        message: 'the deployment group takes the fleet out of a load balancer that does not have it',
        fix: 'name the target group',
      };
    }
  }),
];

type ActionProblem = Omit<Problem, 'logicalId'>;

function* actionProblems(graph: TemplateGraph, action: Json, path: string): Iterable<ActionProblem> {
  const type = stringAt(action, 'Type');
  if (type === undefined && at(action, 'Type') === undefined) {
    yield {
      path: `${path}.Type`,
      message: 'an action must have a type',
      fix: 'write forward',
    };
  }
  if (
    type !== undefined &&
    !['forward', 'redirect', 'fixed-response', 'authenticate-cognito', 'authenticate-oidc', 'jwt-validation'].includes(type)
  ) {
    yield { path: `${path}.Type`, message: 'no such action', value: type, fix: 'write forward, redirect or fixed-response' };
  }
  if (type === 'forward') {
    const targets = [
      at(action, 'TargetGroupArn'),
      ...listAt(action, 'ForwardConfig', 'TargetGroups').map((each) => at(each, 'TargetGroupArn')),
    ].filter((target) => target !== undefined);
    if (targets.length === 0) yield { path, message: 'forward needs a target group', fix: 'set TargetGroupArn' };
    for (const target of targets) {
      const node = graph.follow(target);
      if (node && node.type !== TARGETS) {
        yield {
          path,
          message: `must be a target group, and ${node.logicalId} is a ${node.type}`,
          value: target,
          fix: 'use Ref of the target group',
        };
      }
    }
  }
  const code = stringAt(action, 'RedirectConfig', 'StatusCode');
  if (type === 'redirect' && (at(action, 'RedirectConfig') === undefined || (code !== undefined && !['HTTP_301', 'HTTP_302'].includes(code)))) {
    yield { path: `${path}.RedirectConfig`, message: 'redirect needs a status of HTTP_301 or HTTP_302', value: code, fix: 'set StatusCode' };
  }
  const status = textOf(at(action, 'FixedResponseConfig', 'StatusCode'));
  if (type === 'fixed-response' && !/^(2\d\d|4\d\d|5\d\d|\$.*)$/.test(status)) {
    yield {
      path: `${path}.FixedResponseConfig.StatusCode`,
      message: 'must be 2xx, 4xx or 5xx',
      value: status,
      fix: 'write e.g. 404',
    };
  }
}
