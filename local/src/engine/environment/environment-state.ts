import type { EnvironmentLoad } from './environment-load';
import type { GroupMember } from '../../fleet';
import type { LifecycleEventStatus } from '../../model/deployment';
import type { EnvironmentState, InstanceState } from '../../model/run-state';
import { NO_TRAFFIC, type LoadBalancer, type TargetDescription } from '../../model/target';
import type { EnvironmentRecord } from '../deployment/environment-record';

interface Described {
  readonly name: string;
  readonly record: EnvironmentRecord;
  readonly load: EnvironmentLoad;
  readonly recordedOnly: EnvironmentState['recordedOnly'];
  readonly balancer?: LoadBalancer;
  readonly members?: readonly GroupMember[];
  readonly eventOn?: (instanceId: string) => { readonly name: string; readonly status: LifecycleEventStatus } | undefined;
  readonly memoryOf?: (instanceId: string) => number | undefined;
}

/** What the page and the summary show of an environment. */
export function describeEnvironment({ name, record, load, recordedOnly, balancer, members = [], eventOn, memoryOf }: Described): EnvironmentState {
  const targets = new Map(balancer?.targets().map((target) => [target.id, target]));
  const report = load.report();
  return {
    name,
    url: balancer?.url ?? '',
    recordedOnly,
    statistics: balancer?.statistics() ?? NO_TRAFFIC,
    traffic: balancer?.traffic() ?? [],
    instances: members.map((member) => {
      const { id } = member.instance;
      return describeInstance(member, record, { target: targets.get(id), event: eventOn?.(id), memoryBytes: memoryOf?.(id) });
    }),
    ...(record.revision && { revision: record.revision.commit.id }),
    ...(record.deployments.length > 0 && { deployment: record.deployments[0] }),
    ...(report && { load: { rate: report.rate, requests: report.requests, dropped: report.dropped, p50Ms: report.p50Ms, p99Ms: report.p99Ms } }),
  };
}

interface Observed {
  readonly target: TargetDescription | undefined;
  readonly event: InstanceState['event'];
  readonly memoryBytes: number | undefined;
}

function describeInstance({ instance, lifecycle }: GroupMember, record: EnvironmentRecord, { target, event, memoryBytes }: Observed): InstanceState {
  const known = record.instances.find(({ id }) => id === instance.id);
  return {
    id: instance.id,
    availabilityZone: instance.availabilityZone,
    lifecycle,
    port: instance.port,
    target: target?.state ?? 'unused',
    inFlight: target?.inFlight ?? 0,
    requests: target?.requests ?? 0,
    ...(target?.reason && { reason: target.reason }),
    ...(known?.revision && { revision: known.revision.commit.id }),
    ...(event && { event }),
    ...(memoryBytes !== undefined && { memoryBytes }),
  };
}
