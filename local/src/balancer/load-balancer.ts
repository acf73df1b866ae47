import type { ExchangeContext } from './exchange';
import { FailureLog } from './failure-log';
import { Listener } from './listener';
import { Statistics } from './statistics';
import { TargetGroup } from './target-group';
import { untilHealthy } from './until-healthy';
import type { Reporter } from '../messages/reporter';
import type { LoadBalancer, LoadBalancerSettings, TargetGroupSettings } from '../model/target';

export interface LoadBalancerOptions {
  /** 0 takes any free port. */
  readonly listenPort: number;
  readonly loadBalancer: LoadBalancerSettings;
  readonly targetGroup: TargetGroupSettings;
  /** Hears of failed requests, with their causes. */
  readonly reporter?: Reporter;
}

/** Starts the local stand-in for an Application Load Balancer: one HTTP listener on 127.0.0.1 and one target group. */
export async function createLoadBalancer(options: LoadBalancerOptions): Promise<LoadBalancer> {
  const { loadBalancer, targetGroup } = options;
  const group = new TargetGroup(targetGroup, loadBalancer.idleTimeoutSeconds);
  const failures = new FailureLog(options.reporter, loadBalancer.idleTimeoutSeconds);
  const listener = new Listener(loadBalancer.idleTimeoutSeconds);
  const statistics = new Statistics();
  const contextFor = (port: number): ExchangeContext => ({ loadBalancer, targetGroup, group, statistics, failures, listenerPort: String(port) });
  const url = await listener.listen(options.listenPort, contextFor).catch((error: unknown) => {
    statistics.stop();
    throw error;
  });

  return {
    url,
    register: (target) => group.register(target),
    deregister: async (id) => group.deregister(id),
    untilHealthy: async (id, signal) => untilHealthy(group, id, signal),
    targets: () => group.describe(),
    statistics: () => ({ ...statistics.snapshot(), recentErrors: failures.recent() }),
    traffic: () => statistics.traffic(),
    onTargetChange: (heard) => group.onChange(heard),
    close: async () => {
      group.destroy();
      await listener.close();
      statistics.stop();
    },
  };
}
