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
  /** What `observe` returned (a version, say), and how often. */
  readonly observed: Readonly<Record<string, number>>;
  /** What was sent, and how often: `GET /health`. */
  readonly sent: Readonly<Record<string, number>>;
  /** The last five minutes at most. */
  readonly traffic: readonly TrafficSample[];
}

/** A constant rate of requests that goes on until it is stopped. */
export interface Load {
  report(): LoadReport;
  /** Sends nothing more, waits for the requests that are on their way, and gives the final report. */
  stop(): Promise<LoadReport>;
}
