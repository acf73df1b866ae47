import type { AutoScalingGroup, GroupHooks } from '../../fleet';
import type { Reporter } from '../../messages/reporter';

/** The instances of an environment, kept at the wanted number. */
export type Fleet = Pick<AutoScalingGroup, 'members' | 'apply' | 'setDesiredCapacity' | 'sizes' | 'resize' | 'untilStable' | 'replace' | 'close'>;

export type OpenFleet = (hooks: GroupHooks, directory: string, reporter: Reporter) => Fleet;
