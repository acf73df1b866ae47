/** One second of traffic, for the chart. */
export interface TrafficSample {
  /** ISO 8601: when the second began. */
  readonly time: string;
  readonly requests: number;
  readonly dropped: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
}
