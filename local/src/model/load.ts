import type { TrafficSample } from './traffic';

/** A request of the load that no application answered with 2xx or 3xx. */
export interface DroppedRequest {
  readonly time: string;
  readonly path: string;
  readonly status?: number;
  readonly cause: string;
}

/** What a bounded load on one environment has seen so far. */
export interface LoadReport {
  readonly rate: number;
  readonly seconds: number;
  readonly requests: number;
  readonly dropped: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** The first ones, oldest first. */
  readonly firstDrops: readonly DroppedRequest[];
  /** How often `observe` returned each value, for example a version. */
  readonly observed: Readonly<Record<string, number>>;
  /** How often each request was sent, such as `GET /health`. */
  readonly sent: Readonly<Record<string, number>>;
  /** Requests that the hosts' placeholder answered, which no other number of the report includes. */
  readonly byPlaceholder: number;
  /** At most the last five minutes. */
  readonly traffic: readonly TrafficSample[];
}

/** A constant rate of requests until it is stopped. */
export interface Load {
  report(): LoadReport;
  /** Resolves when this many requests have been answered or dropped, or at the signal. */
  answered(count: number, signal: AbortSignal): Promise<void>;
  /** Stops sending, waits for the requests in flight, at most until the signal, and returns the final report. */
  stop(signal?: AbortSignal): Promise<LoadReport>;
}
