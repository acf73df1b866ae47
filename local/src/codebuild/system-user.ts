import { PhaseError } from './phase-error';
import { runCommand } from '../system/command';

export interface SystemUser {
  readonly name: string;
  readonly uid: number;
  readonly gid: number;
}

/** The user that `run-as` names, or undefined if commands run as that user anyway. */
export async function systemUser(name: string): Promise<SystemUser | undefined> {
  const [uid, gid] = await Promise.all(['-u', '-g'].map(async (option) => {
    const { code, stdout } = await runCommand('id', [option, '--', name]);
    if (code !== 0) throw new PhaseError('COMMAND_EXECUTION_ERROR', `run-as: unknown user ${name}`);
    return Number(stdout.trim());
  }));
  if (uid === process.getuid?.()) return undefined;
  if (process.getuid?.() !== 0) {
    throw new PhaseError('COMMAND_EXECUTION_ERROR', `run-as: only root can run commands as ${name}; start the build as root or as ${name}`);
  }
  return { name, uid, gid };
}
