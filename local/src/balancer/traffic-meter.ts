import { createHistogram, type RecordableHistogram } from 'node:perf_hooks';
import type { TrafficSample } from '../model/traffic';

const MAX_SAMPLES = 300;
/** Two significant digits: percentiles are accurate to 1 %, and a histogram takes about 30 KB however much it has counted. */
const LATENCIES = { lowest: 1, highest: 3_600_000_000, figures: 2 } as const;

/** Latencies and counts, in total and per second, in bounded memory. */
export class TrafficMeter {
  requests = 0;
  dropped = 0;
  private readonly total = createHistogram(LATENCIES);
  private readonly second = createHistogram(LATENCIES);
  private readonly samples: TrafficSample[] = [];
  private sampled = { time: Date.now(), requests: 0, dropped: 0 };
  private readonly timer = setInterval(() => this.sample(), 1000);

  /** Counts an answered request with its latency. */
  answered(milliseconds: number): void {
    this.requests += 1;
    const microseconds = Math.max(1, Math.round(milliseconds * 1000));
    this.total.record(microseconds);
    this.second.record(microseconds);
  }

  /** Counts a request whose latency does not reflect the application's. */
  notAnswered({ dropped }: { readonly dropped: boolean }): void {
    this.requests += 1;
    if (dropped) this.dropped += 1;
  }

  latencies(): { readonly p50Ms: number; readonly p99Ms: number } {
    return percentiles(this.total);
  }

  traffic(): readonly TrafficSample[] {
    return [...this.samples];
  }

  stop(): void {
    clearInterval(this.timer);
  }

  private sample(): void {
    const { time, requests, dropped } = this.sampled;
    this.samples.push({
      time: new Date(time).toISOString(),
      requests: this.requests - requests,
      dropped: this.dropped - dropped,
      ...percentiles(this.second),
    });
    if (this.samples.length > MAX_SAMPLES) this.samples.shift();
    this.sampled = { time: Date.now(), requests: this.requests, dropped: this.dropped };
    this.second.reset();
  }
}

function percentiles(histogram: RecordableHistogram): { p50Ms: number; p99Ms: number } {
  if (histogram.count === 0) return { p50Ms: 0, p99Ms: 0 };
  return { p50Ms: histogram.percentile(50) / 1000, p99Ms: histogram.percentile(99) / 1000 };
}
