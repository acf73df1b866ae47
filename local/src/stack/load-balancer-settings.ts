import type { ResolvedResource } from './resolved-stack';
import { Unresolvable } from './unresolvable';
import { listAt, numberAt, stringAt, type Json } from '../assembly/json';
import type { LoadBalancerSettings, TargetGroupSettings } from '../model/target';

/** With the defaults of the Elastic Load Balancing API. */
export function readTargetGroup({ logicalId, physicalId, properties }: ResolvedResource): TargetGroupSettings {
  const port = numberAt(properties, 'Port');
  if (port === undefined) throw new Unresolvable(`${logicalId}.Properties.Port must be set`);
  const attribute = attributesOf(properties.TargetGroupAttributes);
  return {
    name: physicalId.split('/')[1] ?? physicalId,
    port,
    healthCheck: {
      path: stringAt(properties, 'HealthCheckPath') ?? '/',
      intervalSeconds: numberAt(properties, 'HealthCheckIntervalSeconds') ?? 30,
      timeoutSeconds: numberAt(properties, 'HealthCheckTimeoutSeconds') ?? 5,
      healthyThreshold: numberAt(properties, 'HealthyThresholdCount') ?? 5,
      unhealthyThreshold: numberAt(properties, 'UnhealthyThresholdCount') ?? 2,
      matcher: stringAt(properties, 'Matcher', 'HttpCode') ?? '200',
    },
    deregistrationDelaySeconds: Number(attribute('deregistration_delay.timeout_seconds') ?? 300),
    slowStartSeconds: Number(attribute('slow_start.duration_seconds') ?? 0),
    algorithm: attribute('load_balancing.algorithm.type') === 'least_outstanding_requests' ? 'least_outstanding_requests' : 'round_robin',
  };
}

/** With the defaults of the Elastic Load Balancing API. */
export function readLoadBalancer({ properties }: ResolvedResource): LoadBalancerSettings {
  const attribute = attributesOf(properties.LoadBalancerAttributes);
  return {
    idleTimeoutSeconds: Number(attribute('idle_timeout.timeout_seconds') ?? 60),
    dropInvalidHeaderFields: attribute('routing.http.drop_invalid_header_fields.enabled') === 'true',
  };
}

function attributesOf(list: Json | undefined): (key: string) => string | undefined {
  const attributes = new Map(listAt(list).map((each) => [stringAt(each, 'Key'), stringAt(each, 'Value')]));
  return (key) => attributes.get(key);
}
