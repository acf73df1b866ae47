import type { LoadReport } from '../../model/load';
import type { EnvironmentState } from '../../model/run-state';
import { NO_TRAFFIC, type LoadBalancer } from '../../model/target';
import type { Description, EnvironmentRecord } from '../../resources';

interface Described {
  readonly name: string;
  readonly record: EnvironmentRecord;
  /** What the load has seen in this run. */
  readonly load: LoadReport | undefined;
  readonly recordedOnly: EnvironmentState['recordedOnly'];
  readonly balancer: LoadBalancer | undefined;
  readonly hostKind: string | undefined;
  readonly described: readonly Description[];
}

/** What the page and the summary show of an environment: the descriptions of its resources, and the load balancer's counts. */
export function describeEnvironment({ name, record, load, recordedOnly, balancer, hostKind, described }: Described): EnvironmentState {
  return {
    name,
    url: balancer?.url ?? '',
    recordedOnly,
    statistics: balancer?.statistics() ?? NO_TRAFFIC,
    traffic: balancer?.traffic() ?? [],
    ...(hostKind !== undefined && { hostKind }),
    instances: described.flatMap(({ instances = [] }) => instances),
    panels: described.flatMap(({ panel }) => panel ? [panel] : []),
    ...(record.revision && { revision: record.revision.commit.id }),
    ...(record.previousRevision && { rollbackTo: record.previousRevision.commit }),
    ...(record.deployments.length > 0 && { deployment: record.deployments[0] }),
    ...(load && { load: loadOf(load) }),
  };
}

function loadOf({ rate, requests, dropped, p50Ms, p99Ms, sent }: LoadReport): EnvironmentState['load'] {
  return { rate, requests, dropped, p50Ms, p99Ms, sent };
}
