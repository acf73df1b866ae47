import { CommanderError } from 'commander';
import { messageOf } from '../messages/message-of';
import { systemErrorText } from '../messages/system-error';
import { UserError } from '../messages/user-error';
import { visible } from '../messages/visible-text';
import { UnreadableFile } from '../system/stored-file';

/** Reports why a command ended early. Exit statuses: 0 success, 1 failure, 2 wrong usage or invalid input. */
export function exitStatusOf(error: unknown): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
  process.stderr.write(`gostyle: ${visible(messageOf(error))}\n`);
  if (error instanceof UserError || error instanceof UnreadableFile || systemErrorText(error) !== undefined) return 2;
  if (process.env.GOSTYLE_DEBUG && error instanceof Error) process.stderr.write(`${error.stack}\n`);
  return 1;
}
