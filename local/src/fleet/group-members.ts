import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { GroupOptions } from './group-settings';
import { GroupState, type GroupSizes, type MemberRecord } from './group-state';
import { removeInstanceFiles } from './local-instance';
import type { MessageCode } from '../messages/message-codes';
import { messageOf } from '../messages/message-of';
import type { Instance, InstanceLifecycleState } from '../model/instance';
import { isMissing } from '../system/atomic-file';
import { returnPort } from '../system/free-port';

/** An instance from its group's point of view. */
export interface Member {
  readonly id: string;
  readonly availabilityZone: string;
  readonly launchedAt: string;
  readonly launchTemplateFingerprint: string;
  /** From an earlier run. Its record is kept even if this run is killed while starting it. */
  readonly isRestored?: boolean;
  port: number;
  lifecycle: InstanceLifecycleState;
  instance?: Instance;
}

/** The members of a group. Owns their lifecycle states, and saves and reports each change. */
export class GroupMembers {
  desiredCapacity: number | undefined;
  sizes: GroupSizes | undefined;
  private readonly all = new Map<string, Member>();
  private readonly state: GroupState;
  private isRestored = false;

  constructor(private readonly options: GroupOptions) {
    this.state = new GroupState(options.directory);
  }

  list(): readonly Member[] {
    return [...this.all.values()];
  }

  staying(): readonly Member[] {
    return this.list().filter((member) => !isLeaving(member));
  }

  find(id: string): Member | undefined {
    return this.all.get(id);
  }

  add(member: Member): Member {
    this.all.set(member.id, member);
    return member;
  }

  enter(member: Member, lifecycle: InstanceLifecycleState): void {
    member.lifecycle = lifecycle;
    this.report('info', member, 'instance.lifecycle', `${lifecycle} in ${member.availabilityZone}`);
    void this.save();
    this.options.hooks.changed();
  }

  forget(member: Member): void {
    this.enter(member, 'Terminated');
    this.all.delete(member.id);
    returnPort(member.port);
    void this.save();
    this.options.hooks.terminated(member.id);
  }

  report(level: 'info' | 'warning' | 'error', member: Member, code: MessageCode, message: string): void {
    const { id, lifecycle, availabilityZone } = member;
    this.options.report.within({ instance: id })[level](code, message, { lifecycle, availabilityZone });
  }

  /** The members of the last run to restore: not those that were not yet in service, or were terminating. */
  async restore(): Promise<readonly Member[]> {
    const { desiredCapacity, sizes, instances } = await this.state.load();
    Object.assign(this, { desiredCapacity, sizes });
    this.isRestored = true;
    const kept = instances.filter(({ lifecycle }) => lifecycle === 'InService')
      .map((record) => this.add({ ...record, lifecycle: 'Pending', isRestored: true }));
    await this.removeLeftovers();
    return kept;
  }

  /** Does nothing before the state has been read, so that unreadable state is not overwritten. A failure is reported, and does not stop the fleet. */
  save(): Promise<void> {
    if (!this.isRestored) return Promise.resolve();
    const instances = this.list().map(({ instance: _, isRestored, ...record }): MemberRecord => (
      { ...record, lifecycle: isRestored && !isLeaving(record) ? 'InService' : record.lifecycle }));
    const { desiredCapacity, sizes } = this;
    return this.state.save({ version: 1, ...(desiredCapacity !== undefined && { desiredCapacity }), ...(sizes && { sizes }), instances })
      .catch((error: unknown) => this.options.report.error('auto-scaling-group.not-saved', messageOf(error)));
  }

  directoryOf({ id }: Pick<Member, 'id'>): string {
    return join(this.options.directory, 'instances', id);
  }

  removeFiles(member: Pick<Member, 'id'>): Promise<void> {
    return (this.options.remove ?? removeInstanceFiles)(this.directoryOf(member));
  }

  private async removeLeftovers(): Promise<void> {
    const names = await readdir(join(this.options.directory, 'instances')).catch((error: unknown) => {
      if (isMissing(error)) return [];
      throw error;
    });
    await Promise.all(names.filter((id) => !this.all.has(id)).map((id) => this.removeFiles({ id })));
  }
}

export function isLeaving({ lifecycle }: Pick<Member, 'lifecycle'>): boolean {
  return lifecycle.startsWith('Terminat');
}
