import type { ExecutionMode } from '../../assembly';
import type { StageWait } from '../../model/run-state';

/** How a wait for a stage ended. */
export type Entry = 'Entered' | 'Superseded' | 'Stopped';

interface Waiting {
  readonly executionId: string;
  readonly end: (entry: Entry) => void;
}

interface Gate {
  holder?: string;
  waiting: Waiting[];
}

/**
 * Decides which executions may enter a stage. A stage holds one execution at a time (PARALLEL: any number). QUEUED: waiting executions
 * enter in order. SUPERSEDED: a newer execution replaces a waiting one.
 */
export class StageGates {
  private readonly gates = new Map<string, Gate>();

  constructor(private readonly mode: () => ExecutionMode) {}

  enter(stage: string, executionId: string, signal: AbortSignal): Promise<Entry> {
    if (signal.aborted) return Promise.resolve('Stopped');
    if (this.mode() === 'PARALLEL') return Promise.resolve('Entered');
    const gate = this.gateOf(stage);
    if (gate.holder === undefined) {
      gate.holder = executionId;
      return Promise.resolve('Entered');
    }
    if (this.mode() === 'SUPERSEDED') {
      for (const { end } of gate.waiting.splice(0)) end('Superseded');
    }
    return this.wait(gate, executionId, signal);
  }

  /** The stage that an execution waits for, and the execution that is in it at the moment. */
  waitOf(executionId: string): StageWait | undefined {
    for (const [stage, { holder, waiting }] of this.gates) {
      if (holder !== undefined && waiting.some((each) => each.executionId === executionId)) return { stage, executionId: holder };
    }
    return undefined;
  }

  /** The executions that wait for the stage, first one first. */
  waiting(stage: string): readonly string[] {
    return this.gateOf(stage).waiting.map(({ executionId }) => executionId);
  }

  leave(stage: string, executionId: string): void {
    const gate = this.gateOf(stage);
    if (gate.holder !== executionId) return;
    const next = gate.waiting.shift();
    gate.holder = next?.executionId;
    next?.end('Entered');
  }

  private wait(gate: Gate, executionId: string, signal: AbortSignal): Promise<Entry> {
    return new Promise((resolve) => {
      const stopped = () => {
        gate.waiting = gate.waiting.filter((waiting) => waiting !== entry);
        resolve('Stopped');
      };
      const entry: Waiting = {
        executionId,
        end: (how) => {
          signal.removeEventListener('abort', stopped);
          resolve(how);
        },
      };
      gate.waiting.push(entry);
      signal.addEventListener('abort', stopped, { once: true });
    });
  }

  private gateOf(stage: string): Gate {
    const gate = this.gates.get(stage) ?? { waiting: [] };
    this.gates.set(stage, gate);
    return gate;
  }
}
