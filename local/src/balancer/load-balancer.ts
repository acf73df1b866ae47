import { FailureLog } from './failure-log';
import { Firewall } from './firewall';
import { Listener } from './listener';
import type { SettingsInForce } from './settings-in-force';
import { Statistics } from './statistics';
import { TargetGroup } from './target-group';
import { TargetGroups } from './target-groups';
import { untilHealthy } from './until-healthy';
import type { Reporter } from '../messages/reporter';
import type { LoadBalancer, LoadBalancerSettings, ServerCertificate, TargetGroupSettings } from '../model/target';

export interface LoadBalancerOptions {
  /** 0 picks any free port. */
  readonly listenPort: number;
  readonly loadBalancer: LoadBalancerSettings;
  readonly targetGroup: TargetGroupSettings;
  /** If set, the listener serves HTTPS. */
  readonly certificate?: ServerCertificate;
  /** Reports failed requests with their causes. */
  readonly reporter?: Reporter;
}

/** Starts the local stand-in for an Application Load Balancer: one listener on 127.0.0.1 and one or two target groups. */
export async function createLoadBalancer(options: LoadBalancerOptions): Promise<LoadBalancer> {
  const settings: SettingsInForce = { loadBalancer: options.loadBalancer, targetGroup: options.targetGroup };
  const group = new TargetGroups([new TargetGroup(settings), new TargetGroup(settings)]);
  const failures = new FailureLog(options.reporter, settings);
  const statistics = new Statistics();
  const firewall = new Firewall(options.loadBalancer.rateLimits ?? []);
  const open = async (port: number, certificate?: ServerCertificate): Promise<Listener> => {
    const opened = new Listener(settings, { group, statistics, failures, firewall }, certificate);
    await opened.listen(port);
    return opened;
  };
  let listener = await open(options.listenPort, options.certificate).catch((error: unknown) => {
    statistics.stop();
    throw error;
  });
  const draining = new Set<Listener>();

  return {
    get url() {
      return listener.url;
    },
    get certificate() {
      return listener.certificate?.certificate;
    },
    register: (target, index = 0) => group.register(target, index),
    route: (routing) => group.route(routing),
    deregister: async (id) => group.deregister(id),
    untilHealthy: async (id, signal) => untilHealthy(group.of(id), id, signal),
    targets: () => group.describe(),
    statistics: () => ({ ...statistics.snapshot(), recentErrors: failures.recent() }),
    traffic: () => statistics.traffic(),
    onTargetChange: (changed) => group.onChange(changed),
    update: async ({ loadBalancer, targetGroup, listenPort, certificate }) => {
      // What may fail comes first, so that a failure changes nothing.
      const opened = listenPort === undefined || listenPort === listener.port ? undefined : await open(listenPort, certificate);
      const before = { ...settings };
      Object.assign(settings, { loadBalancer, targetGroup });
      for (const each of group.groups) each.settingsChanged(before);
      firewall.settingsChanged(loadBalancer.rateLimits ?? []);
      for (const each of [listener, ...draining]) each.settingsChanged();
      if (opened) {
        const former = listener;
        listener = opened;
        opened.settingsChanged();
        draining.add(former);
        void former.drain().then(() => draining.delete(former));
      }
    },
    close: async () => {
      group.destroy();
      await Promise.all([listener, ...draining].map(async (each) => each.close()));
      statistics.stop();
    },
  };
}
