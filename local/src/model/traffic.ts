/** One second of traffic, for the chart. */
export interface TrafficSample {
  /** ISO 8601; the start of the second. */
  readonly time: string;
  readonly requests: number;
  readonly dropped: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
}
