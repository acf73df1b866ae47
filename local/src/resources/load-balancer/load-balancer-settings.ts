import { listAt, numberAt, stringAt, type Json } from '../../assembly/json';
import type { LoadBalancerSettings, StickinessSettings, TargetGroupSettings } from '../../model/target';
import type { ResolvedResource } from '../../stack/resolved-stack';
import { Unresolvable } from '../../stack/unresolvable';

/** Applies the defaults of the Elastic Load Balancing API. */
export function readTargetGroup({ logicalId, physicalId, properties }: ResolvedResource, functionPath = '/'): TargetGroupSettings {
  const isFunction = stringAt(properties, 'TargetType') === 'lambda';
  const port = isFunction ? 80 : numberAt(properties, 'Port');
  if (port === undefined) throw new Unresolvable(`${logicalId}.Properties.Port must be set`);
  const attribute = attributesOf(properties.TargetGroupAttributes);
  return {
    name: physicalId.split('/')[1] ?? physicalId,
    port,
    healthCheck: {
      path: stringAt(properties, 'HealthCheckPath') ?? (isFunction ? functionPath : '/'),
      intervalSeconds: numberAt(properties, 'HealthCheckIntervalSeconds') ?? 30,
      timeoutSeconds: numberAt(properties, 'HealthCheckTimeoutSeconds') ?? 5,
      healthyThreshold: numberAt(properties, 'HealthyThresholdCount') ?? 5,
      unhealthyThreshold: numberAt(properties, 'UnhealthyThresholdCount') ?? 2,
      matcher: stringAt(properties, 'Matcher', 'HttpCode') ?? '200',
    },
    deregistrationDelaySeconds: Number(attribute('deregistration_delay.timeout_seconds') ?? 300),
    slowStartSeconds: Number(attribute('slow_start.duration_seconds') ?? 0),
    algorithm: ALGORITHMS.find((each) => each === attribute('load_balancing.algorithm.type')) ?? 'round_robin',
    minimumHealthyTargets: {
      count: numberOrOff(attribute('target_group_health.unhealthy_state_routing.minimum_healthy_targets.count') ?? '1'),
      percentage: numberOrOff(attribute('target_group_health.unhealthy_state_routing.minimum_healthy_targets.percentage') ?? 'off'),
    },
    ...stickinessOf(attribute),
  };
}

const ALGORITHMS: readonly TargetGroupSettings['algorithm'][] = ['round_robin', 'least_outstanding_requests', 'weighted_random'];

function numberOrOff(text: string): number {
  return text === 'off' ? 0 : Number(text);
}

function stickinessOf(attribute: (key: string) => string | undefined): { stickiness?: StickinessSettings } {
  if (attribute('stickiness.enabled') !== 'true') return {};
  const type = attribute('stickiness.type') ?? 'lb_cookie';
  const durationSeconds = Number(attribute(`stickiness.${type}.duration_seconds`) ?? 86_400);
  const applicationCookie = attribute('stickiness.app_cookie.cookie_name');
  return { stickiness: { durationSeconds, ...(type === 'app_cookie' && applicationCookie !== undefined && { applicationCookie }) } };
}

/** Applies the defaults of the Elastic Load Balancing API. */
export function readLoadBalancer({ properties }: ResolvedResource): LoadBalancerSettings {
  const attribute = attributesOf(properties.LoadBalancerAttributes);
  return {
    idleTimeoutSeconds: Number(attribute('idle_timeout.timeout_seconds') ?? 60),
    clientKeepAliveSeconds: Number(attribute('client_keep_alive.seconds') ?? 3600),
    dropInvalidHeaderFields: attribute('routing.http.drop_invalid_header_fields.enabled') === 'true',
    forwardedForMode: FORWARDED_FOR_MODES.find((each) => each === attribute('routing.http.xff_header_processing.mode')) ?? 'append',
    forwardedForClientPort: attribute('routing.http.xff_client_port.enabled') === 'true',
  };
}

/** For example, `routing.http.response.strict_transport_security.header_value` sets the header `Strict-Transport-Security`. */
const RESPONSE_HEADER = /^routing\.http\.response\.(\w+)\.header_value$/;

/** Headers that the listener adds to each response. */
export function readResponseHeaders({ properties }: ResolvedResource): Readonly<Record<string, string>> {
  return Object.fromEntries(listAt(properties, 'ListenerAttributes').flatMap((each) => {
    const [, name] = RESPONSE_HEADER.exec(stringAt(each, 'Key') ?? '') ?? [];
    const value = stringAt(each, 'Value');
    return name !== undefined && value ? [[name.replace(/(^|_)([a-z])/g, (_all, gap, letter) => `${gap && '-'}${letter.toUpperCase()}`), value]] : [];
  }));
}

const FORWARDED_FOR_MODES: readonly LoadBalancerSettings['forwardedForMode'][] = ['append', 'preserve', 'remove'];

function attributesOf(list: Json | undefined): (key: string) => string | undefined {
  const attributes = new Map(listAt(list).map((each) => [stringAt(each, 'Key'), stringAt(each, 'Value')]));
  return (key) => attributes.get(key);
}
