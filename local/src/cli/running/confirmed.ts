import { createInterface } from 'node:readline/promises';
import { UserError } from '../../messages/user-error';
import { visible } from '../../messages/visible-text';
import { hasPerson } from '../terminal';

/** Asks for confirmation; without a terminal, only `--yes` counts. */
export async function confirmed(question: string, yes: boolean): Promise<boolean> {
  if (yes) return true;
  if (!hasPerson()) throw new UserError(`${question} This is not a terminal: use \`--yes\` to confirm`);
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    return /^y(es)?$/i.test((await terminal.question(`${visible(question)} [y/N] `)).trim());
  } finally {
    terminal.close();
  }
}
