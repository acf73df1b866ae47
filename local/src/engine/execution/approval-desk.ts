import { randomUUID } from 'node:crypto';
import type { Outcome } from '../../model/console';
import type { ApprovalState } from '../../model/run-state';
import { userName } from '../../system/user-name';

/** Approvals to give automatically: for all environments, or for those named. */
export type ApprovalPolicy = 'ask' | 'all' | ReadonlySet<string>;

export interface Decision {
  readonly status: 'Approved' | 'Rejected' | 'Expired' | 'Stopped';
  readonly summary: string;
  /** The person who decided; absent for automatic decisions. */
  readonly by?: string;
}

export type ApprovalRequest = Omit<ApprovalState, 'id' | 'requestedAt' | 'expiresAt'>;

interface Pending {
  readonly state: ApprovalState;
  readonly decide: (decision: Decision) => void;
}

/** The longest delay that `setTimeout` supports; approvals may be open for longer. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** Where approvals wait for a decision or their timeout. */
export class ApprovalDesk {
  private readonly pending = new Map<string, Pending>();

  constructor(private readonly policy: ApprovalPolicy, private readonly changed: () => void) {}

  /** Calls `onAsked` only if a person has to decide. */
  ask(request: ApprovalRequest, lifetimeMs: number, signal: AbortSignal, onAsked: (approval: ApprovalState) => void): Promise<Decision> {
    if (this.approvesUnasked(request.environment)) {
      return Promise.resolve({ status: 'Approved', summary: 'approved by --approve' });
    }
    const now = Date.now();
    const state: ApprovalState = {
      ...request,
      id: randomUUID(),
      requestedAt: new Date(now).toISOString(),
      expiresAt: new Date(now + lifetimeMs).toISOString(),
    };
    return new Promise((resolve) => {
      const stopTimer = after(lifetimeMs, () => decide({ status: 'Expired', summary: `no decision before ${state.expiresAt}` }));
      const stopped = () => decide({ status: 'Stopped', summary: 'the execution was stopped' });
      const decide = (decision: Decision) => {
        if (!this.pending.delete(state.id)) return;
        stopTimer();
        signal.removeEventListener('abort', stopped);
        this.changed();
        resolve(decision);
      };
      this.pending.set(state.id, { state, decide });
      signal.addEventListener('abort', stopped, { once: true });
      if (signal.aborted) return stopped();
      onAsked(state);
      this.changed();
    });
  }

  decide(id: string, status: 'Approved' | 'Rejected', summary: string): Outcome {
    const pending = this.pending.get(id);
    if (!pending) return { accepted: false, reason: 'this approval is no longer pending' };
    pending.decide({ status, summary, by: userName() });
    return { accepted: true };
  }

  open(): readonly ApprovalState[] {
    return [...this.pending.values()].map(({ state }) => state);
  }

  private approvesUnasked(environment: string): boolean {
    return this.policy === 'all' || (this.policy !== 'ask' && this.policy.has(environment));
  }
}

function after(delayMs: number, action: () => void): () => void {
  let timer: NodeJS.Timeout;
  const wait = (left: number) => {
    const step = Math.min(left, LONGEST_TIMER_MS);
    timer = setTimeout(() => left > step ? wait(left - step) : action(), step);
  };
  wait(delayMs);
  return () => clearTimeout(timer);
}
