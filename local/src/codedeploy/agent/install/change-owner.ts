import { chownSync } from 'node:fs';
import { groupId, userId } from './accounts';
import type { Instruction } from './instruction';
import { isTruthy, type RubyValue } from '../../../yaml/ruby/value';
import { stringArgument } from '../ruby/calls';
import { calling } from '../ruby/errno';
import { jsonOf } from '../ruby/json';

/** chown's way to say: leave it. */
const UNCHANGED = -1;

export class ChangeOwner implements Instruction {
  constructor(private readonly file: string, private readonly owner: RubyValue, private readonly group: RubyValue) {}

  execute(): void {
    const uid = isTruthy(this.owner) ? userId(stringArgument(this.owner)) : UNCHANGED;
    const gid = isTruthy(this.group) ? groupId(stringArgument(this.group)) : UNCHANGED;
    calling('apply2files', this.file, () => chownSync(this.file, uid, gid));
  }

  toJSON(): object {
    return { type: 'chown', owner: jsonOf(this.owner), group: jsonOf(this.group), file: this.file };
  }
}
