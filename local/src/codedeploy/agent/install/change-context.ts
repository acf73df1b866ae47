import { realpathSync } from 'node:fs';
import type { CleanupFile } from './cleanup-file';
import type { Instruction } from './instruction';
import { runCommand } from './run-command';
import { RubyError } from '../../../yaml/ruby/error';
import { toS } from '../../../yaml/ruby/format';
import type { SecurityContext } from '../appspec/security-context';
import { noMethod } from '../ruby/calls';
import { calling } from '../ruby/errno';
import { jsonOf } from '../ruby/json';

/** Sets an SELinux context for good, and records it for the next cleanup. */
export class ChangeContext implements Instruction {
  constructor(private readonly file: string, private readonly context: SecurityContext) {}

  execute(cleanup: CleanupFile): void {
    const file = calling('rb_realpath_internal', this.file, () => realpathSync(this.file));
    run('semanage', ['fcontext', '-a', ...this.options(), file]);
    run('restorecon', ['-v', file]);
    cleanup.addContext(file);
  }

  /** A context without a range cannot be written down: the agent fails here, before the first file is copied. */
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

function run(program: string, args: readonly string[]): void {
  const { ok, status } = runCommand(program, args);
  if (ok) return;
  throw new RubyError(
    'RuntimeError',
    'The deployment failed because the application specification file contains an error in the settings for the context parameter. Update '
    + `the permissions section of the AppSpec file, and then try again. Failed command: ${[program, ...args].join(' ')}. Exit code: ${status}`,
  );
}
