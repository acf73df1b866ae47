import type { Command } from 'commander';
import { findRun, type RunOptions } from './run-options';
import { UserError } from '../../messages/user-error';
import type { ApprovalState } from '../../model/run-state';

export interface DecideOptions extends RunOptions {
  readonly comment?: string;
}

export function withComment(command: Command): Command {
  return command.option('--comment <text>', 'the reason, which is stored with the approval');
}

/** Decides the approval that an environment is waiting for. Returns the exit status. */
export async function decide(decision: 'Approved' | 'Rejected', environment: string | undefined, options: DecideOptions): Promise<number> {
  const run = await findRun(options);
  const { approvals } = await run.state();
  const approval = approvalOf(environment, approvals);
  const outcome = await run.decide(approval.id, decision, options.comment ?? `${decision.toLowerCase()} in the terminal`);
  const what = `${approval.environment}: ${approval.commit.id.slice(0, 7)} ${approval.commit.subject}`;
  process.stderr.write(outcome.accepted ? `${decision.toLowerCase()} ${what}\n` : `${what}: ${outcome.reason}\n`);
  return outcome.accepted ? 0 : 1;
}

function approvalOf(environment: string | undefined, open: readonly ApprovalState[]): ApprovalState {
  if (open.length === 0) throw new UserError('no approval is pending; `gostyle status` shows where the commit is');
  const names = open.map((each) => each.environment).join(', ');
  if (environment === undefined && open.length > 1) throw new UserError(`several environments are waiting for approval (${names}): name one`);
  const found = environment === undefined ? open[0] : open.find((each) => each.environment === environment);
  if (!found) throw new UserError(`${environment} is not waiting for approval; waiting: ${names}`);
  return found;
}
