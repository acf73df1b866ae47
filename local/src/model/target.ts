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
  readonly url: string;
  register(target: { readonly id: string; readonly host: string; readonly port: number }): void;
  /** Ends when the target has no request in flight, or after the deregistration delay. */
  deregister(id: string): Promise<void>;
  /** Ends when the target is healthy; rejects when the signal aborts. */
  untilHealthy(id: string, signal?: AbortSignal): Promise<void>;
  targets(): readonly TargetDescription[];
  statistics(): LoadBalancerStatistics;
  /** Called at each change of a target's state. Returns the way to stop listening. */
  onTargetChange(listener: (target: TargetDescription, previous: TargetHealthState) => void): () => void;
  close(): Promise<void>;
}
