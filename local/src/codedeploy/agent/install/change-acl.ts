import { statSync } from 'node:fs';
import type { Instruction } from './instruction';
import { runCommand } from './run-command';
import { RubyError } from '../../../yaml/ruby/error';
import type { AclInfo } from '../appspec/acl';
import { calling } from '../ruby/errno';

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
