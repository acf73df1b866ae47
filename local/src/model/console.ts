import type { RunState } from './run-state';
import type { Message } from '../messages/message';

export interface LogQuery {
  readonly executionId: string;
  readonly stage?: string;
  readonly environment?: string;
  readonly instance?: string;
  /** The newest lines when there are more. */
  readonly limit: number;
}

/** New lines of one log: of the application, the agent with its hook scripts, or user data. */
export interface InstanceLog {
  readonly instance?: string;
  readonly source: string;
  readonly lines: readonly string[];
}

export interface LogPage {
  readonly logs: readonly InstanceLog[];
  /** There are more lines already. */
  readonly more: boolean;
  /** Where the next page begins. */
  readonly cursor: string;
}

/** What became of something that a person asked for; `reason` is for that person. */
export type Outcome = { readonly accepted: true } | { readonly accepted: false; readonly reason: string };

/**
 * What the engine offers to whoever shows it to people: the console page and the terminal.
 * None of its methods throws; what cannot be done is answered with the reason.
 */
export interface ConsoleBackend {
  state(): RunState;
  /** Called after each change of the state, at most a few times a second. Returns the way to stop listening. */
  onState(listener: () => void): () => void;
  onMessage(listener: (message: Message) => void): () => void;
  logs(query: LogQuery): Promise<readonly Message[]>;
  /** What the instances of an environment log themselves; `undefined` for an environment that there is not. */
  instanceLogs(environment: string, cursor?: string): Promise<LogPage | undefined>;
  /** What differs between two commits, as text for people. */
  difference(from: string, to: string): Promise<string>;
  decide(approvalId: string, decision: 'Approved' | 'Rejected', summary: string): Outcome;
  /** Runs the failed stage of an execution again, with the same artifacts. */
  retry(executionId: string): Outcome;
  stop(executionId: string): Outcome;
  /** Deploys the revision that an environment had before the current one. */
  rollback(environment: string): Outcome;
}
