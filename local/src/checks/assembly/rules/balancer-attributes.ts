import { at, isObject, listAt, stringAt } from '../../../assembly/json';
import { textOf } from '../../../assembly/text';
import { resourceRule, type Rule, type ResourceProblem, type Subject } from '../rule';
import type { Node } from '../template-graph';

const BALANCER = 'AWS::ElasticLoadBalancingV2::LoadBalancer';
const TARGETS = 'AWS::ElasticLoadBalancingV2::TargetGroup';

type Values = readonly string[] | readonly [least: number, most: number] | 'any';
const SWITCH = ['true', 'false'] as const;

const BALANCER_ATTRIBUTES: Readonly<Record<string, Values>> = {
  'access_logs.s3.bucket': 'any',
  'access_logs.s3.enabled': SWITCH,
  'access_logs.s3.prefix': 'any',
  'client_keep_alive.seconds': [60, 604_800],
  'connection_logs.s3.bucket': 'any',
  'connection_logs.s3.enabled': SWITCH,
  'connection_logs.s3.prefix': 'any',
  'deletion_protection.enabled': SWITCH,
  'dns_record.client_routing_policy': 'any',
  'health_check_logs.s3.bucket': 'any',
  'health_check_logs.s3.enabled': SWITCH,
  'health_check_logs.s3.prefix': 'any',
  'idle_timeout.timeout_seconds': [1, 4000],
  'ipv6.deny_all_igw_traffic': SWITCH,
  'load_balancing.cross_zone.enabled': SWITCH,
  'routing.http.desync_mitigation_mode': ['monitor', 'defensive', 'strictest'],
  'routing.http.drop_invalid_header_fields.enabled': SWITCH,
  'routing.http.preserve_host_header.enabled': SWITCH,
  'routing.http.x_amzn_tls_version_and_cipher_suite.enabled': SWITCH,
  'routing.http.xff_client_port.enabled': SWITCH,
  'routing.http.xff_header_processing.mode': ['append', 'preserve', 'remove'],
  'routing.http2.enabled': SWITCH,
  'secondary_ips.auto_assigned.per_subnet': [0, 7],
  'waf.fail_open.enabled': SWITCH,
  'zonal_shift.config.enabled': SWITCH,
};

const TARGET_ATTRIBUTES: Readonly<Record<string, Values>> = {
  'deregistration_delay.connection_termination.enabled': SWITCH,
  'deregistration_delay.timeout_seconds': [0, 3600],
  'lambda.multi_value_headers.enabled': SWITCH,
  'load_balancing.algorithm.anomaly_mitigation': ['on', 'off'],
  'load_balancing.algorithm.type': ['round_robin', 'least_outstanding_requests', 'weighted_random'],
  'load_balancing.cross_zone.enabled': ['true', 'false', 'use_load_balancer_configuration'],
  'preserve_client_ip.enabled': SWITCH,
  'proxy_protocol_v2.enabled': SWITCH,
  'slow_start.duration_seconds': [0, 900],
  'stickiness.app_cookie.cookie_name': 'any',
  'stickiness.app_cookie.duration_seconds': [1, 604_800],
  'stickiness.enabled': SWITCH,
  'stickiness.lb_cookie.duration_seconds': [1, 604_800],
  'stickiness.type': ['lb_cookie', 'app_cookie', 'source_ip', 'source_ip_dest_ip', 'source_ip_dest_ip_proto'],
  'target_failover.on_deregistration': 'any',
  'target_failover.on_unhealthy': 'any',
  'target_group_health.dns_failover.minimum_healthy_targets.count': 'any',
  'target_group_health.dns_failover.minimum_healthy_targets.percentage': 'any',
  'target_group_health.unhealthy_state_routing.minimum_healthy_targets.count': 'any',
  'target_group_health.unhealthy_state_routing.minimum_healthy_targets.percentage': 'any',
  'target_health_state.unhealthy.connection_termination.enabled': SWITCH,
  'target_health_state.unhealthy.draining_interval_seconds': [0, 360_000],
};

/** Attributes: names, values and consistency. */
export const BALANCER_ATTRIBUTE_RULES: readonly Rule[] = [
  resourceRule('elb.attribute', [BALANCER, TARGETS], elbAttribute),
  resourceRule('elb.slow-start', TARGETS, slowStart, 'warning'),
  resourceRule('elb.invalid-headers', BALANCER, invalidHeaders, 'warning'),
  resourceRule('elb.access-logs', BALANCER, accessLogs),
  resourceRule('elb.idle-timeout', BALANCER, idleTimeout, 'warning'),
];

function* elbAttribute({ type, properties }: Node): Iterable<ResourceProblem> {
  const [key, known] =
    type === BALANCER ? (['LoadBalancerAttributes', BALANCER_ATTRIBUTES] as const) : (['TargetGroupAttributes', TARGET_ATTRIBUTES] as const);
  const names = listAt(properties, key).map((entry) => stringAt(entry, 'Key') ?? '');
  for (const [index, entry] of listAt(properties, key).entries()) {
    const path = `Properties.${key}[${index}]`;
    if (isObject(at(entry, 'Key'))) continue;
    if (!Object.hasOwn(known, names[index])) {
      yield {
        path: `${path}.Key`,
        message: 'no such attribute',
        value: names[index],
        fix: `use one of ${
          Object.keys(known)
            .filter((each) => each.split('.')[0] === names[index].split('.')[0])
            .join(', ') || Object.keys(known).join(', ')
        }`,
      };
      continue;
    }
    if (names.indexOf(names[index]) !== index) {
      yield {
        path: `${path}.Key`,
        message: 'an attribute must only be set once',
        value: names[index],
        fix: 'remove one of them',
      };
    }
    const value = at(entry, 'Value');
    if (typeof value === 'object' || fits(textOf(value), known[names[index]])) continue;
    yield { path: `${path}.Value`, message: `${names[index]} must be ${described(known[names[index]])}`, value, fix: 'choose such a value' };
  }
}

function* slowStart(target: Node): Iterable<ResourceProblem> {
  const seconds = Number(attribute(target, 'TargetGroupAttributes', 'slow_start.duration_seconds') ?? 0);
  if (seconds > 0 && seconds < 30) {
    yield {
      path: 'Properties.TargetGroupAttributes',
      message: 'slow start must be 0 or from 30 to 900 seconds',
      value: seconds,
      fix: 'write 30',
    };
  }
}

function* invalidHeaders(balancer: Node): Iterable<ResourceProblem> {
  if ((balancer.properties.Type ?? 'application') !== 'application') return;
  const value = attribute(balancer, 'LoadBalancerAttributes', 'routing.http.drop_invalid_header_fields.enabled');
  if (value !== 'true') {
    yield {
      path: 'Properties.LoadBalancerAttributes',
      message: 'invalid headers must be dropped (routing.http.drop_invalid_header_fields.enabled)',
      value: value ?? 'false',
      fix: 'set it to true',
    };
  }
  const mode = attribute(balancer, 'LoadBalancerAttributes', 'routing.http.desync_mitigation_mode');
  if (mode === 'monitor') {
    yield {
      path: 'Properties.LoadBalancerAttributes',
      message: 'request smuggling must be prevented (routing.http.desync_mitigation_mode)',
      value: mode,
      fix: 'write defensive or strictest',
    };
  }
}

function* accessLogs(balancer: Node, { graph }: Subject): Iterable<ResourceProblem> {
  const enabled = attribute(balancer, 'LoadBalancerAttributes', 'access_logs.s3.enabled') === 'true';
  const entry = listAt(balancer.properties, 'LoadBalancerAttributes').find((each) => stringAt(each, 'Key') === 'access_logs.s3.bucket');
  const value = at(entry, 'Value');
  if (enabled && value === undefined) {
    yield {
      path: 'Properties.LoadBalancerAttributes',
      message: 'access logs need a bucket',
      fix: 'set access_logs.s3.bucket',
    };
  }
  const bucket = graph.follow(value);
  if (!enabled || bucket?.type !== 'AWS::S3::Bucket') return;
  const policies = graph.ofType('AWS::S3::BucketPolicy')
    .filter(({ properties }) => graph.follow(properties.Bucket) === bucket || graph.isOpen(properties.Bucket));
  if (
    !policies.some(({ properties }) =>
      /logdelivery|delivery\.logs|:root|elb-account|"AWS":/.test(JSON.stringify(properties.PolicyDocument ?? {})),
    )
  ) {
    yield {
      logicalId: bucket.logicalId,
      message: 'the load balancer may not write its logs into this bucket',
      fix: 'allow s3:PutObject to logdelivery.elasticloadbalancing.amazonaws.com',
    };
  }
  const algorithm = JSON.stringify(bucket.properties.BucketEncryption ?? {});
  if (algorithm.includes('aws:kms')) {
    yield {
      logicalId: bucket.logicalId,
      path: 'Properties.BucketEncryption',
      message: 'a load balancer cannot write into a bucket with a KMS key',
      value: 'aws:kms',
      fix: 'write AES256',
    };
  }
}

function* idleTimeout(balancer: Node, { graph }: Subject): Iterable<ResourceProblem> {
  const idle = Number(attribute(balancer, 'LoadBalancerAttributes', 'idle_timeout.timeout_seconds') ?? 60);
  for (const target of graph.ofType(TARGETS)) {
    const delay = attribute(target, 'TargetGroupAttributes', 'deregistration_delay.timeout_seconds');
    if (delay === '0') {
      yield {
        logicalId: target.logicalId,
        path: 'Properties.TargetGroupAttributes',
        message: 'without a deregistration delay, every deployment interrupts requests',
        value: delay,
        fix: 'set 30 or more',
      };
    }
  }
  if (idle > 600) {
    yield {
      path: 'Properties.LoadBalancerAttributes',
      message: 'an idle time-out longer than the keep-alive timeout of the application causes sporadic 502 responses',
      value: idle,
      fix: 'write 60',
      severity: 'warning',
    };
  }
}

function attribute(node: Node, list: string, key: string): string | undefined {
  return stringAt(
    listAt(node.properties, list).find((each) => stringAt(each, 'Key') === key),
    'Value',
  );
}

function fits(value: string, values: Values): boolean {
  if (values === 'any') return true;
  if (typeof values[0] === 'string') return (values as readonly string[]).includes(value);
  const [least, most] = values as readonly [number, number];
  return /^\d+$/.test(value) && Number(value) >= least && Number(value) <= most;
}

function described(values: Values): string {
  if (values === 'any') return 'a text';
  return typeof values[0] === 'string' ? values.join(' or ') : `from ${values[0]} to ${values[1]}`;
}
