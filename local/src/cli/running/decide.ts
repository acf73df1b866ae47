import { Command } from 'commander';
import { findRun, forRun, type RunOptions } from './run-options';
import { ownCommand } from '../../messages/own-command';
import { UserError } from '../../messages/user-error';
import { visible } from '../../messages/visible-text';
import type { ApprovalState } from '../../model/run-state';
import { withExamples } from '../help';

interface Options extends RunOptions {
  readonly comment?: string;
}

/** The command that decides an approval. */
export function decisionCommand(name: 'approve' | 'reject', decision: 'Approved' | 'Rejected'): Command {
  const examples = [
    { line: `gostyle ${name}`, does: 'the only environment that is waiting' },
    { line: `gostyle ${name} production --comment "seen on staging"`, does: 'that environment, with the reason' },
  ];
  return forRun(withExamples(new Command(name), examples))
    .option('--comment <text>', 'the reason, which is stored with the approval')
    .description(`${name === 'approve' ? 'Approves' : 'Rejects'} the release that is waiting in this directory's run.`)
    .argument('[environment]', 'may be omitted if only one is waiting')
    .action((environment: string | undefined, options: Options) => decide(decision, environment, options));
}

/** Decides the approval that an environment is waiting for. */
async function decide(decision: 'Approved' | 'Rejected', environment: string | undefined, options: Options): Promise<void> {
  const run = await findRun(options);
  const { approvals } = await run.state();
  const approval = approvalOf(environment, approvals);
  const outcome = await run.decide(approval.id, decision, options.comment ?? `${decision.toLowerCase()} in the terminal`);
  const what = `${approval.environment}: ${approval.commit.id.slice(0, 7)} ${approval.commit.subject}`;
  process.stderr.write(`${visible(outcome.accepted ? `${decision.toLowerCase()} ${what}` : `${what}: ${outcome.reason}`)}\n`);
  if (!outcome.accepted) process.exitCode = 1;
}

function approvalOf(environment: string | undefined, open: readonly ApprovalState[]): ApprovalState {
  if (open.length === 0) throw new UserError(`no approval is pending; \`${ownCommand('status')}\` shows where the commit is`);
  const names = open.map((each) => each.environment).join(', ');
  if (environment === undefined && open.length > 1) throw new UserError(`several environments are waiting for approval (${names}): name one`);
  const found = environment === undefined ? open[0] : open.find((each) => each.environment === environment);
  if (!found) throw new UserError(`${environment} is not waiting for approval; waiting: ${names}`);
  return found;
}
