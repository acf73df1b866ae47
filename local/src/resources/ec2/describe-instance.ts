import type { GroupMember } from '../../fleet';
import type { InstanceState } from '../../model/run-state';
import type { TargetDescription } from '../../model/target';
import type { InstanceRecord } from '../shape/environment-record';

interface Observed {
  readonly known: InstanceRecord | undefined;
  readonly target: TargetDescription | undefined;
  readonly event: InstanceState['event'];
  readonly memoryBytes: number | undefined;
}

export function describeInstance({ instance, lifecycle }: GroupMember, { known, target, event, memoryBytes }: Observed): InstanceState {
  return {
    id: instance.id,
    availabilityZone: instance.availabilityZone,
    lifecycle,
    inService: lifecycle === 'InService',
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
