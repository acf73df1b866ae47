import type { TrafficSample } from './traffic';

/** A target's state, in the words of the Elastic Load Balancing API. */
export type TargetHealthState = 'initial' | 'healthy' | 'unhealthy' | 'draining' | 'unused';

export interface TargetDescription {
  readonly id: string;
  readonly host: string;
  readonly port: number;
  readonly state: TargetHealthState;
  /** `Target.FailedHealthChecks`, `Target.Timeout`, `Target.ResponseCodeMismatch`, `Elb.InitialHealthChecking`, ... */
  readonly reason?: string;
  readonly description?: string;
  readonly inFlight: number;
  readonly requests: number;
}

export interface HealthCheckSettings {
  readonly path: string;
  readonly intervalSeconds: number;
  readonly timeoutSeconds: number;
  readonly healthyThreshold: number;
  readonly unhealthyThreshold: number;
  /** As ALB writes it: `200`, `200-299`, `200,302`. */
  readonly matcher: string;
}

/** What `AWS::ElasticLoadBalancingV2::TargetGroup` says, with ALB's own defaults filled in. */
export interface TargetGroupSettings {
  readonly name: string;
  readonly port: number;
  readonly healthCheck: HealthCheckSettings;
  readonly deregistrationDelaySeconds: number;
  readonly slowStartSeconds: number;
  readonly algorithm: 'round_robin' | 'least_outstanding_requests';
  /** Present where `stickiness.enabled` is true and its type is `lb_cookie`. */
  readonly stickiness?: { readonly durationSeconds: number };
}

/** What `AWS::ElasticLoadBalancingV2::LoadBalancer` says, with ALB's own defaults filled in. */
export interface LoadBalancerSettings {
  readonly idleTimeoutSeconds: number;
  readonly dropInvalidHeaderFields: boolean;
}

/** Counters since the load balancer started. `elb*` are answers that it gave itself, `target*` the application's. */
export interface LoadBalancerStatistics {
  readonly requests: number;
  readonly target2xx: number;
  readonly target3xx: number;
  readonly target4xx: number;
  readonly target5xx: number;
  readonly elb502: number;
  readonly elb503: number;
  readonly elb504: number;
  readonly elb4xx: number;
  readonly clientClosed: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** The newest causes of 502, 503 and 504, for people. */
  readonly recentErrors: readonly { readonly time: string; readonly status: number; readonly target?: string; readonly cause: string }[];
}

/** The local stand-in for an Application Load Balancer with one listener and one target group. */
export interface LoadBalancer {
  /** `http://127.0.0.1:PORT` */
  readonly url: string;
  /** Health checks begin at once. A target that is registered already stays as it is. */
  register(target: { readonly id: string; readonly host: string; readonly port: number }): void;
  /** Ends when the target has no request in flight, or after the deregistration delay; at once for an unknown target. */
  deregister(id: string): Promise<void>;
  /** Ends when the target is healthy; rejects when the signal aborts, or when the target is deregistered or unknown. */
  untilHealthy(id: string, signal?: AbortSignal): Promise<void>;
  /** Registered and draining targets. A target that has left is `unused` and no longer listed. */
  targets(): readonly TargetDescription[];
  statistics(): LoadBalancerStatistics;
  /** One sample a second, the last five minutes at most. A request counts as dropped when it was answered with 5xx, by whomever. */
  traffic(): readonly TrafficSample[];
  /** Called at each change of a target's state. Returns the way to stop listening. */
  onTargetChange(listener: (target: TargetDescription, previous: TargetHealthState) => void): () => void;
  /** Ends at once, whatever is in flight: stop the traffic first. */
  close(): Promise<void>;
}

/** The counters of a load balancer that nobody has asked for anything. */
export const NO_TRAFFIC: LoadBalancerStatistics = {
  requests: 0,
  target2xx: 0,
  target3xx: 0,
  target4xx: 0,
  target5xx: 0,
  elb502: 0,
  elb503: 0,
  elb504: 0,
  elb4xx: 0,
  clientClosed: 0,
  p50Ms: 0,
  p99Ms: 0,
  recentErrors: [],
};
