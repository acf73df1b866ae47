import { at, isObject, listAt, numberAt, stringAt } from '../../../assembly/json';
import { textOf } from '../../../assembly/text';
import { type ResourceProblem, resourceRule, type Rule, type Subject } from '../rule';
import type { Node } from '../template-graph';

const LISTENER = 'AWS::ElasticLoadBalancingV2::Listener';
const TARGETS = 'AWS::ElasticLoadBalancingV2::TargetGroup';
const FLEET = 'AWS::AutoScaling::AutoScalingGroup';
const GROUP = 'AWS::CodeDeploy::DeploymentGroup';
const SERVICE = 'AWS::ECS::Service';
/** Resources that register targets. */
const FILLERS = [FLEET, GROUP, SERVICE];
const HTTP = ['HTTP', 'HTTPS'];

/** Target groups: what registers targets, and how their health is checked. */
export const TARGET_GROUP_RULES: readonly Rule[] = [
  resourceRule('elb.health-check-path', TARGETS, healthCheckPath),
  resourceRule('elb.health-check-timing', TARGETS, healthCheckTiming),
  resourceRule('elb.health-check-matcher', TARGETS, healthCheckMatcher),
  resourceRule('elb.health-check-target', TARGETS, healthCheckTarget),
  resourceRule('elb.target', TARGETS, elbTarget),
  resourceRule('elb.targets-vpc', TARGETS, targetsVpc),
  resourceRule('elb.unused-target-group', TARGETS, unusedTargetGroup, 'warning'),
  resourceRule('elb.fleet-not-served', 'AWS::AutoScaling::AutoScalingGroup', fleetNotServed),
];

function* healthCheckPath({ properties }: Node): Iterable<ResourceProblem> {
  const path = properties.HealthCheckPath;
  if (typeof path === 'string' && !/^\/[!-~]{0,1023}$/.test(path)) {
    yield {
      path: 'Properties.HealthCheckPath',
      message: 'must start with / and contain no blanks',
      value: path,
      fix: 'write e.g. /health',
    };
  }
}

function* healthCheckTiming({ properties }: Node): Iterable<ResourceProblem> {
  const interval = numberAt(properties, 'HealthCheckIntervalSeconds') ?? 30;
  const timeout = numberAt(properties, 'HealthCheckTimeoutSeconds') ?? 5;
  if (interval < 5 || interval > 300) {
    yield {
      path: 'Properties.HealthCheckIntervalSeconds',
      message: 'must be from 5 to 300 seconds',
      value: interval,
      fix: 'write 10',
    };
  }
  if (timeout < 2 || timeout > 120) {
    yield {
      path: 'Properties.HealthCheckTimeoutSeconds',
      message: 'must be from 2 to 120 seconds',
      value: timeout,
      fix: 'write 5',
    };
  }
  if (timeout >= interval) {
    yield {
      path: 'Properties.HealthCheckTimeoutSeconds',
      message: `must be less than the interval (${interval})`,
      value: timeout,
      fix: 'lower it or raise the interval',
    };
  }
  for (const key of ['HealthyThresholdCount', 'UnhealthyThresholdCount']) {
    const count = numberAt(properties, key);
    if (count !== undefined && (count < 2 || count > 10)) {
      yield {
        path: `Properties.${key}`,
        message: 'must be from 2 to 10',
        value: count,
        fix: 'write 2',
      };
    }
  }
}

function* healthCheckMatcher({ properties }: Node): Iterable<ResourceProblem> {
  const codes = stringAt(properties, 'Matcher', 'HttpCode');
  if (codes === undefined) return;
  const ranges = codes.split(',').map((range) => range.trim().split('-').map(Number));
  const valid =
    /^\d{3}(-\d{3})?(\s*,\s*\d{3}(-\d{3})?)*$/.test(codes) && ranges.every(([low, high = low]) => low >= 200 && high <= 499 && low <= high);
  if (!valid) {
    yield {
      path: 'Properties.Matcher.HttpCode',
      message: 'must be codes from 200 to 499, e.g. 200,204 or 200-299',
      value: codes,
      fix: 'write 200',
    };
  } else if (ranges.some(([, high]) => (high ?? 0) >= 400) || ranges.some(([low]) => low >= 400)) {
    yield {
      path: 'Properties.Matcher.HttpCode',
      message: 'an application that answers 4xx is not healthy',
      value: codes,
      fix: 'write 200',
      severity: 'warning',
    };
  }
}

function* healthCheckTarget({ properties }: Node): Iterable<ResourceProblem> {
  const protocol = stringAt(properties, 'Protocol');
  const health = stringAt(properties, 'HealthCheckProtocol');
  const port = properties.HealthCheckPort;
  if (health !== undefined && !['HTTP', 'HTTPS', 'TCP'].includes(health)) {
    yield {
      path: 'Properties.HealthCheckProtocol',
      message: 'must be HTTP or HTTPS',
      value: health,
      fix: 'write HTTP',
    };
  }
  const application = protocol !== undefined && HTTP.includes(protocol);
  if (health === 'TCP' && application) {
    yield {
      path: 'Properties.HealthCheckProtocol',
      message: 'a target group for HTTP must be checked with HTTP or HTTPS',
      value: health,
      fix: 'write HTTP',
    };
  }
  const samePort = port === undefined || port === 'traffic-port' || textOf(port) === textOf(properties.Port);
  if (application && samePort && health !== undefined && HTTP.includes(health) && health !== protocol) {
    yield {
      path: 'Properties.HealthCheckProtocol',
      message: `the application uses ${protocol} on this port`,
      value: health,
      fix: `write ${protocol}`,
    };
  }
  if (port !== undefined && port !== 'traffic-port' && typeof port !== 'object' && !inPortRange(Number(port))) {
    yield {
      path: 'Properties.HealthCheckPort',
      message: 'must be traffic-port or a port',
      value: port,
      fix: 'remove it',
    };
  }
  if (properties.TargetType !== 'lambda' && (properties.HealthCheckEnabled === false || properties.HealthCheckEnabled === 'false')) {
    yield {
      path: 'Properties.HealthCheckEnabled',
      message: 'hosts must be checked before they get traffic',
      value: false,
      fix: 'remove it',
    };
  }
}

function* elbTarget(target: Node, { graph }: Subject): Iterable<ResourceProblem> {
  const { properties } = target;
  const type = stringAt(properties, 'TargetType') ?? 'instance';
  const protocol = stringAt(properties, 'Protocol');
  const port = numberAt(properties, 'Port');
  if (!['instance', 'ip', 'lambda', 'alb'].includes(type)) {
    yield {
      path: 'Properties.TargetType',
      message: 'must be instance, ip, lambda or alb',
      value: type,
      fix: 'write instance',
    };
  }
  const fleet = graph
    .ofType('AWS::AutoScaling::AutoScalingGroup')
    .find((each) => listAt(each.properties, 'TargetGroupARNs').some((arn) => graph.follow(arn) === target));
  if (fleet && type !== 'instance') {
    yield {
      path: 'Properties.TargetType',
      message: `${fleet.logicalId} registers instances`,
      value: type,
      fix: 'write instance',
    };
  }
  if (type === 'lambda') return;
  if (properties.Protocol === undefined) {
    yield { path: 'Properties.Protocol', message: 'a target group must have a protocol', fix: 'write HTTP' };
  }
  if (properties.Port === undefined || (port !== undefined && !inPortRange(port))) {
    yield {
      path: 'Properties.Port',
      message: 'must be a port from 1 to 65535',
      value: properties.Port,
      fix: "write the application's port",
    };
  }
  if (properties.VpcId === undefined) yield { path: 'Properties.VpcId', message: 'a target group must be in a VPC', fix: 'name it' };
  const listener = graph.ofType('AWS::ElasticLoadBalancingV2::Listener').find((each) => graph.mentioned(each.properties).includes(target));
  if (listener && protocol !== undefined && HTTP.includes(textOf(listener.properties.Protocol)) && !HTTP.includes(protocol)) {
    yield {
      path: 'Properties.Protocol',
      message: `${listener.logicalId} speaks ${textOf(listener.properties.Protocol)}`,
      value: protocol,
      fix: 'write HTTP',
    };
  }
  const version = stringAt(properties, 'ProtocolVersion');
  if (version !== undefined && !['HTTP1', 'HTTP2', 'GRPC'].includes(version)) {
    yield {
      path: 'Properties.ProtocolVersion',
      message: 'must be HTTP1, HTTP2 or GRPC',
      value: version,
      fix: 'write HTTP1',
    };
  }
  const name = stringAt(properties, 'Name');
  if (name !== undefined && !/^[A-Za-z0-9]([A-Za-z0-9-]{0,30}[A-Za-z0-9])?$/.test(name)) {
    yield {
      path: 'Properties.Name',
      message: 'must be 1 to 32 letters, digits and hyphens',
      value: name,
      fix: 'remove it: CloudFormation then generates one',
    };
  }
}

function* targetsVpc(target: Node, { graph }: Subject): Iterable<ResourceProblem> {
  const vpc = graph.follow(target.properties.VpcId);
  const listener = graph.ofType('AWS::ElasticLoadBalancingV2::Listener').find((each) => graph.mentioned(each.properties).includes(target));
  const balancer = graph.follow(listener?.properties.LoadBalancerArn);
  for (const subnet of listAt(balancer?.properties, 'Subnets')) {
    const other = graph.follow(at(graph.follow(subnet)?.properties, 'VpcId'));
    if (vpc && other && vpc !== other) {
      yield {
        path: 'Properties.VpcId',
        message: `the load balancer is in ${other.logicalId}`,
        value: target.properties.VpcId,
        fix: 'name the same VPC',
      };
      return;
    }
  }
}

function* unusedTargetGroup(target: Node, { graph }: Subject): Iterable<ResourceProblem> {
  const listeners = graph.ofType(LISTENER, 'AWS::ElasticLoadBalancingV2::ListenerRule');
  const users = graph.nodes.filter((node) => node !== target && graph.mentioned(node.properties).includes(target));
  const forwarding = users.some((node) => listeners.includes(node));
  // A blue/green deployment group or an ECS service registers targets in both groups and shifts traffic between them.
  const moved = users.some((node) => node.type === SERVICE || at(node.properties, 'LoadBalancerInfo', 'TargetGroupPairInfoList') !== undefined);
  if (listeners.length > 0 && !forwarding && !moved) {
    yield { message: 'no listener forwards to this target group', fix: 'forward to it, or remove it' };
  }
  const registered = (target.properties.TargetType ?? 'instance') !== 'instance' || listAt(target.properties, 'Targets').length > 0;
  const fleets = graph.ofType('AWS::AutoScaling::AutoScalingGroup');
  if (fleets.length > 0 && !registered && !users.some(({ type }) => FILLERS.includes(type))) {
    yield { message: 'no Auto Scaling group registers its instances with this target group', fix: 'name it in TargetGroupARNs' };
  }
}

function* fleetNotServed({ properties, logicalId }: Node, { graph }: Subject): Iterable<ResourceProblem> {
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
      message: 'the deployment group deregisters the fleet from a target group that does not contain it',
      fix: 'name the target group',
    };
  }
}

function inPortRange(port: number): boolean {
  return Number.isInteger(port) && port >= 1 && port <= 65_535;
}
