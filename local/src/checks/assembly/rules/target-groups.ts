import { at, listAt, numberAt, stringAt } from '../../../assembly/json';
import { textOf } from '../../../assembly/text';
import { resourceRule, type Rule } from '../rule';

const TARGETS = 'AWS::ElasticLoadBalancingV2::TargetGroup';
const HTTP = ['HTTP', 'HTTPS'];

/** Target groups and their health checks. */
export const TARGET_GROUP_RULES: readonly Rule[] = [
  resourceRule('elb.health-check-path', TARGETS, function* ({ properties }) {
    const path = properties.HealthCheckPath;
    if (typeof path === 'string' && !/^\/[!-~]{0,1023}$/.test(path)) {
      yield {
        path: 'Properties.HealthCheckPath',
        message: 'must begin with / and have no blank',
        value: path,
        fix: 'write e.g. /health',
      };
    }
  }),

  resourceRule('elb.health-check-timing', TARGETS, function* ({ properties }) {
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
  }),

  resourceRule('elb.health-check-matcher', TARGETS, function* ({ properties }) {
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
  }),

  resourceRule('elb.health-check-target', TARGETS, function* ({ properties }) {
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
        message: 'a target group for HTTP is checked with HTTP or HTTPS',
        value: health,
        fix: 'write HTTP',
      };
    }
    const samePort = port === undefined || port === 'traffic-port' || textOf(port) === textOf(properties.Port);
    if (application && samePort && health !== undefined && HTTP.includes(health) && health !== protocol) {
      yield {
        path: 'Properties.HealthCheckProtocol',
        message: `the application speaks ${protocol} on this port`,
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
  }),

  resourceRule('elb.target', TARGETS, function* (target, { graph }) {
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
        fix: 'remove it: CloudFormation then makes one',
      };
    }
  }),

  resourceRule('elb.targets-vpc', TARGETS, function* (target, { graph }) {
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
  }),
];

function inPortRange(port: number): boolean {
  return Number.isInteger(port) && port >= 1 && port <= 65_535;
}
