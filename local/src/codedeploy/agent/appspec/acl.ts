import { AclEntry } from './acl-entry';
import type { RubyValue } from '../../../yaml/ruby/value';
import { each } from '../ruby/calls';

/**
 * An access control list of the AppSpec. For each object that it is set on, the agent adds the base entries and never removes them, so
 * entries of one object remain in the list for the next; the last ones win.
 */
export class AclInfo {
  private readonly entries: readonly AclEntry[];
  private readonly added: AclEntry[] = [];

  constructor(entries: RubyValue) {
    this.entries = each(entries).map((entry) => AclEntry.parse(entry));
  }

  get hasDefault(): boolean {
    return this.all.some((entry) => entry.isDefault);
  }

  toStrings(): string[] {
    return this.all.map(String);
  }

  /** Adds the entries that `setfacl --set` requires, derived from the object's mode. */
  completeFrom(mode: number): void {
    const [user, group, other] = [mode >> 6, mode >> 3, mode].map((bits) => bits & 7);
    this.add(`:${user}`, `g::${group}`, `o::${other}`);
    if (this.hasNamed(false) && !this.hasTag(false, 'mask')) this.add(`m::${group}`);
    if (!this.hasDefault) return;
    if (!this.hasUnnamed('user')) this.add(`d::${user}`);
    if (!this.hasUnnamed('group')) this.add(`d:g::${group}`);
    if (!this.hasTag(true, 'other')) this.add(`d:o:${other}`);
    if (this.hasNamed(true) && !this.hasTag(true, 'mask')) this.add(this.defaultMask());
  }

  private get all(): AclEntry[] {
    return [...this.entries, ...this.added];
  }

  private add(...texts: string[]): void {
    this.added.push(...texts.map((text) => AclEntry.base(text)));
  }

  private hasNamed(isDefault: boolean): boolean {
    return this.all.some((entry) => entry.isDefault === isDefault && entry.name !== '');
  }

  private hasTag(isDefault: boolean, tag: AclEntry['tag']): boolean {
    return this.all.some((entry) => entry.isDefault === isDefault && entry.tag === tag);
  }

  private hasUnnamed(tag: AclEntry['tag']): boolean {
    return this.all.some((entry) => entry.isDefault && entry.tag === tag && entry.name === '');
  }

  /** The default mask grants what the default group entry grants. */
  private defaultMask(): string {
    const group = this.all.find((entry) => entry.isDefault && entry.tag === 'group' && entry.name === '');
    return String(group).replace('group:', 'mask');
  }
}
