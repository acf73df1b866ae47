import type { TrafficSample } from './traffic';

/** Target health states of the Elastic Load Balancing API. */
export type TargetHealthState = 'initial' | 'healthy' | 'unhealthy' | 'draining' | 'unused';

export interface TargetDescription {
  readonly id: string;
  readonly host: string;
  readonly port: number;
  readonly state: TargetHealthState;
  /** `Target.FailedHealthChecks`, `Target.Timeout`, `Target.ResponseCodeMismatch`, `Elb.InitialHealthChecking`, ... */
  readonly reason?: string;
  readonly description?: string;
  /** Of a health check with another status than expected: what was asked and answered, and for a redirect the remedy. No part of the API. */
  readonly answered?: string;
  readonly inFlight: number;
  readonly requests: number;
}

export interface HealthCheckSettings {
  readonly path: string;
  readonly intervalSeconds: number;
  readonly timeoutSeconds: number;
  readonly healthyThreshold: number;
  readonly unhealthyThreshold: number;
  /** In ALB's notation: `200`, `200-299`, `200,302`. */
  readonly matcher: string;
}

/** Settings of an `AWS::ElasticLoadBalancingV2::TargetGroup`, with ALB's defaults filled in. */
export interface TargetGroupSettings {
  readonly name: string;
  readonly port: number;
  readonly healthCheck: HealthCheckSettings;
  readonly deregistrationDelaySeconds: number;
  readonly slowStartSeconds: number;
  readonly algorithm: 'round_robin' | 'least_outstanding_requests' | 'weighted_random';
  /** `unhealthy_state_routing`: with fewer healthy targets than either value, all registered targets get requests. 0 means `off`. */
  readonly minimumHealthyTargets: { readonly count: number; readonly percentage: number };
  /** Present if `stickiness.enabled` is true. */
  readonly stickiness?: StickinessSettings;
}

export interface StickinessSettings {
  readonly durationSeconds: number;
  /** For `app_cookie`: the name of the application's cookie. Without it (`lb_cookie`) every response sets stickiness. */
  readonly applicationCookie?: string;
}

/** Settings of an `AWS::ElasticLoadBalancingV2::LoadBalancer`, with ALB's defaults filled in. */
export interface LoadBalancerSettings {
  readonly idleTimeoutSeconds: number;
  /** A client connection older than this is closed after the response to its next request. */
  readonly clientKeepAliveSeconds: number;
  readonly dropInvalidHeaderFields: boolean;
  /** How to treat the client's `X-Forwarded-For`: append the client's address, leave it unchanged, or remove the header. */
  readonly forwardedForMode: 'append' | 'preserve' | 'remove';
  /** Whether to add the client's port to its address. */
  readonly forwardedForClientPort: boolean;
  /** Rate limits of the associated web ACL. */
  readonly rateLimits?: readonly RateLimit[];
  /** Headers that the listener sets on each response, overriding the target's. */
  readonly responseHeaders?: Readonly<Record<string, string>>;
}

/** The certificate of an HTTPS listener. */
export interface ServerCertificate {
  /** Both are PEM. */
  readonly key: string;
  readonly certificate: string;
}

/** A rate-based AWS WAF rule that blocks. */
export interface RateLimit {
  readonly name: string;
  readonly requests: number;
  readonly windowSeconds: number;
  /** Status of the response to requests over the limit. */
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
}

/** Settings of a load balancer that can change while it runs. */
interface LoadBalancerUpdate {
  readonly loadBalancer: LoadBalancerSettings;
  readonly targetGroup: TargetGroupSettings;
  /** A new port, which opens immediately, while the old one takes no new connections. 0 picks any free port. */
  readonly listenPort?: number;
  /** If set, the new port serves HTTPS. */
  readonly certificate?: ServerCertificate;
}

/** Counters since the load balancer started. `elb*` are responses of the load balancer itself, `target*` those of the application. */
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
  /** The latest causes of 502, 503 and 504, for display. */
  readonly recentErrors: readonly { readonly time: string; readonly status: number; readonly target?: string; readonly cause: string }[];
}

/** How a listener distributes requests between two target groups. */
export interface ListenerRouting {
  /** Of the first and the second group; a group with 0 gets no requests. */
  readonly weights: readonly [number, number];
  /** Requests with this header go to this group, regardless of the weights. */
  readonly test?: { readonly header: string; readonly value: string; readonly group: 0 | 1 };
}

export interface RegisteredTarget {
  readonly id: string;
  readonly host: string;
  readonly port: number;
  /** Why it has closed the connection from this port of the load balancer without an answer, if it knows. */
  readonly whyClosed?: (port: number) => string | undefined;
}

/** The local stand-in for an Application Load Balancer with one listener and one or two target groups. */
export interface LoadBalancer {
  /** `http://127.0.0.1:PORT` or `https:`; changes when an update changes the port. */
  readonly url: string;
  /** The self-signed HTTPS certificate in PEM, which clients need in order to trust it. */
  readonly certificate?: string;
  /** Starts health checks immediately. Has no effect on a target that is already registered. */
  register(target: RegisteredTarget, group?: 0 | 1): void;
  /** Selects the target groups from the next request on. Initially all requests go to the first one. */
  route(routing: ListenerRouting): void;
  /** Resolves when the target has no more requests in flight, or after the deregistration delay; immediately for an unknown target. */
  deregister(id: string): Promise<void>;
  /** Resolves when the target is healthy; rejects if the signal aborts, or if the target is deregistered or unknown. */
  untilHealthy(id: string, signal?: AbortSignal): Promise<void>;
  /** Registered and draining targets. A target that has finished draining is `unused` and no longer listed. */
  targets(): readonly TargetDescription[];
  statistics(): LoadBalancerStatistics;
  /** One sample per second, at most for the last five minutes. A request counts as dropped if its response is a 5xx, whoever sent it. */
  traffic(): readonly TrafficSample[];
  /** Called at each change of a target's state. Returns a function that unsubscribes. */
  onTargetChange(listener: (target: TargetDescription, previous: TargetHealthState) => void): () => void;
  /** Applies new settings without interrupting any request. Requests in flight and draining targets keep the settings they started with. */
  update(update: LoadBalancerUpdate): Promise<void>;
  /** Closes immediately, whatever is in flight: stop the traffic first. */
  close(): Promise<void>;
}

/** The counters of a load balancer that has received no requests. */
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
