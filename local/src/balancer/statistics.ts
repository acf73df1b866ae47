import { TrafficMeter } from './traffic-meter';
import type { LoadBalancerStatistics } from '../model/target';
import type { TrafficSample } from '../model/traffic';

/** Counts responses since the load balancer started. A request is counted once, when it is over. */
export class Statistics {
  private readonly meter = new TrafficMeter();
  private readonly byClass = { target2xx: 0, target3xx: 0, target4xx: 0, target5xx: 0 };
  private readonly own = { elb502: 0, elb503: 0, elb504: 0, elb4xx: 0, clientClosed: 0 };

  /** The target responded, and the response was sent completely. */
  targetAnswered(status: number, milliseconds: number): void {
    if (status < 300) this.byClass.target2xx += 1;
    else if (status < 400) this.byClass.target3xx += 1;
    else if (status < 500) this.byClass.target4xx += 1;
    else this.byClass.target5xx += 1;
    if (status < 500) this.meter.answered(milliseconds);
    else this.meter.notAnswered({ dropped: true });
  }

  /** The load balancer responded itself, or broke off a target's response. */
  elbAnswered(status: number): void {
    if (status === 502) this.own.elb502 += 1;
    else if (status === 503) this.own.elb503 += 1;
    else if (status === 504) this.own.elb504 += 1;
    else this.own.elb4xx += 1;
    this.meter.notAnswered({ dropped: status >= 500 });
  }

  clientClosed(): void {
    this.own.clientClosed += 1;
    this.meter.notAnswered({ dropped: false });
  }

  /** A 101: the lifetime of the connection is not a latency. */
  upgraded(): void {
    this.byClass.target2xx += 1;
    this.meter.notAnswered({ dropped: false });
  }

  snapshot(): Omit<LoadBalancerStatistics, 'recentErrors'> {
    return { requests: this.meter.requests, ...this.byClass, ...this.own, ...this.meter.latencies() };
  }

  traffic(): readonly TrafficSample[] {
    return this.meter.traffic();
  }

  stop(): void {
    this.meter.stop();
  }
}
