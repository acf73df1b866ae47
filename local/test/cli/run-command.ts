import { CommanderError } from 'commander';
import type { Command } from 'commander';
import { UserError } from '../../src/messages/user-error';

export interface CommandOutcome {
  readonly exitStatus: number;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs a command of the command line in this process, as `gostyle NAME ...` would. */
export async function runCommandLine(command: Command, args: readonly string[]): Promise<CommandOutcome> {
  const texts = { stdout: '', stderr: '' };
  const spies = (['stdout', 'stderr'] as const).map((name) => jest.spyOn(process[name], 'write').mockImplementation((text) => {
    texts[name] += String(text);
    return true;
  }));
  const before = process.exitCode;
  process.exitCode = undefined;
  try {
    await command.exitOverride().parseAsync(args, { from: 'user' });
    return { ...texts, exitStatus: Number(process.exitCode ?? 0) };
  } catch (error) {
    if (error instanceof CommanderError) return { ...texts, exitStatus: error.exitCode === 0 ? 0 : 2 };
    if (error instanceof UserError) return { ...texts, stderr: `${texts.stderr}${error.message}`, exitStatus: 2 };
    throw error;
  } finally {
    process.exitCode = before;
    spies.forEach((spy) => spy.mockRestore());
  }
}
