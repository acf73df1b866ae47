import { ActionFailure, Rejected, Stopped } from '../../model/action-failure';
import type { ActionRun, RunAction } from '../execution/action';
import type { ApprovalDesk, ApprovalRequest, Decision } from '../execution/approval-desk';

/** CodePipeline's default timeout is seven days. */
const DEFAULT_LIFETIME_MINUTES = 7 * 24 * 60;

export interface ApprovalFacts {
  readonly desk: ApprovalDesk;
  /** Collects what the approver needs to know: environment, changes, diff, test report. */
  readonly describe: (run: ActionRun) => Promise<Pick<ApprovalRequest, 'environment' | 'changes' | 'diff' | 'testReport'>>;
  /** For tests, which cannot wait for days. */
  readonly lifetimeMs?: number;
}

export function approvalAction({ desk, describe, lifetimeMs }: ApprovalFacts): RunAction {
  return async (run) => {
    // Whoever requested the rollback has already decided.
    if (run.trigger === 'Rollback') return { summary: 'approved with the rollback' };
    const facts = await describe(run);
    const lifetime = lifetimeMs ?? (run.action.timeoutInMinutes ?? DEFAULT_LIFETIME_MINUTES) * 60_000;
    const decision = await desk.ask({ ...facts, executionId: run.executionId, commit: run.commit }, lifetime, run.signal, (approval) => {
      run.waitingForApproval();
      run.reporter.info(
        'approval.requested',
        `${facts.environment} is waiting for approval of ${run.commit.id.slice(0, 7)} ${run.commit.subject}`,
        { approvalId: approval.id, environment: facts.environment },
      );
    });
    switch (decision.status) {
      case 'Approved': return { summary: approvedBy(decision) };
      case 'Stopped': throw new Stopped(decision.summary);
      case 'Rejected': throw new Rejected(facts.environment, `${by(decision)}: ${decision.summary || 'no reason given'}`);
      case 'Expired': throw new ActionFailure(`the approval of ${facts.environment} expired: ${decision.summary}`, {
        environment: facts.environment,
      });
    }
  };
}

/** Stored with the action: who approved, and why. */
function approvedBy(decision: Decision): string {
  if (decision.by === undefined) return decision.summary || 'approved';
  return `approved${by(decision)}${decision.summary && `: ${decision.summary}`}`;
}

function by({ by: name }: Decision): string {
  return name === undefined ? '' : ` by ${name}`;
}
