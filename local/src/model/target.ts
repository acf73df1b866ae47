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
  readonly algorithm: 'round_robin' | 'least_outstanding_requests' | 'weighted_random';
  /** `unhealthy_state_routing`: with fewer healthy targets than one of these says, all that are registered get requests. 0 is `off`. */
  readonly minimumHealthyTargets: { readonly count: number; readonly percentage: number };
  /** Present where `stickiness.enabled` is true. */
  readonly stickiness?: StickinessSettings;
}

export interface StickinessSettings {
  readonly durationSeconds: number;
  /** With `app_cookie`: the name of the application's cookie. Without it (`lb_cookie`) every answer sticks. */
  readonly applicationCookie?: string;
}

/** What `AWS::ElasticLoadBalancingV2::LoadBalancer` says, with ALB's own defaults filled in. */
export interface LoadBalancerSettings {
  readonly idleTimeoutSeconds: number;
  /** A client's connection that is older than this ends with the answer to its next request. */
  readonly clientKeepAliveSeconds: number;
  readonly dropInvalidHeaderFields: boolean;
  /** What becomes of the client's `X-Forwarded-For`: the client's address is added, nothing changes, or the header goes. */
  readonly forwardedForMode: 'append' | 'preserve' | 'remove';
  /** Whether the client's port is added with its address. */
  readonly forwardedForClientPort: boolean;
  /** Of the firewall before it: how often one address may ask. */
  readonly rateLimits?: readonly RateLimit[];
  /** What a listener adds to each response, by the header's name; it replaces what the target sends. */
  readonly responseHeaders?: Readonly<Record<string, string>>;
}

/** What a listener proves with that it is who it says. */
export interface ServerCertificate {
  /** Both in PEM. */
  readonly key: string;
  readonly certificate: string;
}

/** A rate-based rule of AWS WAF that blocks. */
export interface RateLimit {
  readonly name: string;
  readonly requests: number;
  readonly windowSeconds: number;
  /** What a request over the limit is answered with. */
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
}

/** What of a load balancer can change while it works. */
interface LoadBalancerUpdate {
  readonly loadBalancer: LoadBalancerSettings;
  readonly targetGroup: TargetGroupSettings;
  /** Another port: it opens at once, and the one before takes no new connections. 0 takes any free port. */
  readonly listenPort?: number;
  /** With it, the other port serves HTTPS. */
  readonly certificate?: ServerCertificate;
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

/** How a listener chooses between two target groups. */
export interface ListenerRouting {
  /** Of the first and the second one; with 0 a group gets no requests. */
  readonly weights: readonly [number, number];
  /** Requests with this header go to this group, whatever the weights are. */
  readonly test?: { readonly header: string; readonly value: string; readonly group: 0 | 1 };
}

/** The local stand-in for an Application Load Balancer with one listener and one or two target groups. */
export interface LoadBalancer {
  /** `http://127.0.0.1:PORT`, or `https:`; another one after an update with another port. */
  readonly url: string;
  /** Of HTTPS, in PEM: it has signed itself, so a client has to be given it. */
  readonly certificate?: string;
  /** Health checks begin at once. A target that is registered already stays as it is. */
  register(target: { readonly id: string; readonly host: string; readonly port: number }, group?: 0 | 1): void;
  /** Which of two target groups gets requests, from the next one on. Without it the first one does. */
  route(routing: ListenerRouting): void;
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
  /** Puts other settings in force, with no request cut off. Requests in flight and targets that drain end by the settings they began with. */
  update(update: LoadBalancerUpdate): Promise<void>;
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
