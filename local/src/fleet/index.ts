export { AutoScalingGroup, InstanceRefreshFailed } from './auto-scaling-group';
export { checkFleetSupport } from './fleet-support';
export type { GroupHooks, GroupMember } from './group-settings';
export { InsideFiles } from './machine/inside-files';
export { launchInstance } from './launch-instance';
export { hostAddress, LOCALHOST, type HostAddress } from './host-address';
export { listenersBelow } from './machine/listeners';
export { removeInstanceFiles } from './local-instance';
export { launchService, type OneService, type RunningService } from './launch-service';
