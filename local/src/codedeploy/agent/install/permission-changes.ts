import { chmodSync, chownSync, realpathSync, statSync } from 'node:fs';
import { groupId, userId } from './accounts';
import type { CleanupFile } from './cleanup-file';
import type { Instruction } from './instruction';
import { runCommand } from './run-command';
import { RubyError } from '../../../yaml/ruby/error';
import { toS } from '../../../yaml/ruby/format';
import { isTruthy, type RubyValue } from '../../../yaml/ruby/value';
import type { AclInfo } from '../appspec/acl';
import type { SecurityContext } from '../appspec/security-context';
import { noMethod, stringArgument } from '../ruby/calls';
import { calling } from '../ruby/errno';
import { jsonOf } from '../ruby/json';

/** Tells chown to leave the value unchanged. */
const UNCHANGED = -1;

export class ChangeMode implements Instruction {
  constructor(private readonly file: string, private readonly mode: string) {}

  execute(): void {
    calling('apply2files', this.file, () => chmodSync(this.file, parseInt(this.mode, 8)));
  }

  toJSON(): object {
    return { type: 'chmod', mode: this.mode, file: this.file };
  }
}

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

export class ChangeAcl implements Instruction {
  constructor(private readonly file: string, private readonly acl: AclInfo) {}

  execute(): void {
    this.acl.completeFrom(calling('rb_file_s_stat', this.file, () => statSync(this.file)).mode);
    const entries = this.acl.toStrings().join(',');
    const { ok, status } = runCommand('setfacl', ['--set', entries, this.file]);
    if (ok) return;
    throw new RubyError(
      'RuntimeError',
      'The deployment failed because of a problem with the acls permission settings in the application specification file for this object: '
      + `${this.file}. Failed command: setfacl --set ${entries} ${this.file}. Exit code: ${status}`,
    );
  }

  toJSON(): object {
    return { type: 'setfacl', acl: this.acl.toStrings(), file: this.file };
  }
}

/** Sets an SELinux context persistently, and records it for the next cleanup. */
export class ChangeContext implements Instruction {
  constructor(private readonly file: string, private readonly context: SecurityContext) {}

  execute(cleanup: CleanupFile): void {
    const file = calling('rb_realpath_internal', this.file, () => realpathSync(this.file));
    runOrFail('semanage', ['fcontext', '-a', ...this.options(), file]);
    runOrFail('restorecon', ['-v', file]);
    cleanup.addContext(file);
  }

  /** A context without a range cannot be serialized: the agent fails here, before the first file is copied. */
  toJSON(): object {
    const { user, type, range } = this.context;
    if (range === null) throw noMethod('get_range', null);
    return { type: 'semanage', context: { user: jsonOf(user), role: null, type: jsonOf(type), range: String(range) }, file: this.file };
  }

  private options(): string[] {
    const { user, type, range } = this.context;
    const options = user === null ? [] : ['-s', toS(user)];
    return [...options, '-t', toS(type), ...(range === null ? [] : ['-r', String(range)])];
  }
}

function runOrFail(program: string, args: readonly string[]): void {
  const { ok, status } = runCommand(program, args);
  if (ok) return;
  throw new RubyError(
    'RuntimeError',
    'The deployment failed because the application specification file contains an error in the settings for the context parameter. Update '
    + `the permissions section of the AppSpec file, and then try again. Failed command: ${[program, ...args].join(' ')}. Exit code: ${status}`,
  );
}
