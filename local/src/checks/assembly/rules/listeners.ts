import { at, isObject, type Json, listAt, numberAt, stringAt } from '../../../assembly/json';
import { textOf } from '../../../assembly/text';
import { type Problem, type ResourceProblem, resourceRule, type Rule, type Subject } from '../rule';
import type { Node, TemplateGraph } from '../template-graph';

const BALANCER = 'AWS::ElasticLoadBalancingV2::LoadBalancer';
const LISTENER = 'AWS::ElasticLoadBalancingV2::Listener';
const TARGETS = 'AWS::ElasticLoadBalancingV2::TargetGroup';
/** Policies that allow TLS 1.0 or 1.1, as `src/load-balancing/https-options.ts` refuses them; a test compares both. */
export const OLD_POLICIES = /^ELBSecurityPolicy-(201\d-\d\d$|FS-201\d-\d\d$|(TLS|TLS13|FS)-1-[01]-)/;
type ActionProblem = Omit<Problem, 'logicalId'>;

/** Listeners, and where they send requests. */
export const LISTENER_RULES: readonly Rule[] = [
  resourceRule('elb.listener', LISTENER, elbListener),
  resourceRule('elb.certificate', LISTENER, certificate),
  resourceRule('elb.redirect', LISTENER, redirect),
  resourceRule('elb.action', [LISTENER, 'AWS::ElasticLoadBalancingV2::ListenerRule'], elbAction),
  { id: 'elb.listener-port', severity: 'error', check: listenerPort },
];

function* elbListener({ properties }: Node, { graph }: Subject): Iterable<ResourceProblem> {
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
        message: 'a listener of an Application Load Balancer must set this',
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
  const application = balancer?.type === BALANCER && (balancer.properties.Type ?? 'application') === 'application';
  if (application && protocol !== undefined && !['HTTP', 'HTTPS'].includes(protocol)) {
    yield {
      path: 'Properties.Protocol',
      message: 'an Application Load Balancer supports HTTP or HTTPS',
      value: protocol,
      fix: 'write HTTP or HTTPS',
    };
  }
}

function* certificate({ properties }: Node): Iterable<ResourceProblem> {
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
      message: 'a listener with a certificate must use HTTPS',
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
}

function* redirect(listener: Node, { graph }: Subject): Iterable<ResourceProblem> {
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
}

function* elbAction({ type, properties }: Node, { graph }: Subject): Iterable<ResourceProblem> {
  const key = type === LISTENER ? 'DefaultActions' : 'Actions';
  for (const [index, action] of listAt(properties, key).entries()) {
    yield* actionProblems(graph, action, `Properties.${key}[${index}]`);
  }
}

function* listenerPort({ graph }: Subject): Iterable<Problem> {
  const seen = new Map<string, Node>();
  for (const listener of graph.ofType(LISTENER)) {
    const key = `${textOf(listener.properties.LoadBalancerArn)}:${textOf(listener.properties.Port)}`;
    const other = seen.get(key);
    if (other) {
      yield {
        logicalId: listener.logicalId,
        path: 'Properties.Port',
        message: `each listener must have its own port, but ${other.logicalId} has the same one`,
        value: listener.properties.Port,
        fix: 'change one of them',
      };
    }
    seen.set(key, listener);
  }
}

function* actionProblems(graph: TemplateGraph, action: Json, path: string): Iterable<ActionProblem> {
  const type = stringAt(action, 'Type');
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
  for (const [kind, key] of [['redirect', 'RedirectConfig'], ['fixed-response', 'FixedResponseConfig']] as const) {
    if (type === kind && at(action, key) === undefined) yield { path: `${path}.${key}`, message: `${kind} needs its settings`, fix: `set ${key}` };
  }
}
