import type { RunState } from './run-state';
import type { Message } from '../messages/message';

export interface LogQuery {
  readonly executionId: string;
  readonly stage?: string;
  readonly environment?: string;
  readonly instance?: string;
  /** If there are more lines, the newest ones are kept. */
  readonly limit: number;
}

/** New lines of one log: the application's, the agent's with its hook scripts, that of user data, or the output of an action. */
export interface InstanceLog {
  readonly instance?: string;
  readonly source: string;
  readonly lines: readonly string[];
  /** When each line was printed, if the log tells (ISO 8601). */
  readonly times?: readonly string[];
}

export interface LogPage {
  readonly logs: readonly InstanceLog[];
  /** Whether more lines are already available. */
  readonly more: boolean;
  /** Position of the next page. */
  readonly cursor: string;
}

/** The result of a user's request; `reason` is for display. */
export type Outcome = { readonly accepted: true } | { readonly accepted: false; readonly reason: string };

/**
 * What the engine offers to user interfaces: the console page and the terminal. No method throws; a request that cannot be fulfilled
 * returns the reason.
 */
export interface ConsoleBackend {
  state(): RunState;
  /** Called after each change of the state, at most a few times per second. Returns a function that unsubscribes. */
  onState(listener: () => void): () => void;
  onMessage(listener: (message: Message) => void): () => void;
  logs(query: LogQuery): Promise<readonly Message[]>;
  /** The logs of an environment's instances; `undefined` if there is no such environment. */
  instanceLogs(environment: string, cursor?: string): Promise<LogPage | undefined>;
  /** What the builds and commands of a stage have printed, by action: from the beginning, or since a page. */
  stageOutput(executionId: string, stage: string, cursor?: string): Promise<LogPage>;
  /** The diff between two commits, as text for display. */
  difference(from: string, to: string): Promise<string>;
  decide(approvalId: string, decision: 'Approved' | 'Rejected', summary: string): Outcome;
  /** Runs the failed or stopped stage of an execution again with the same artifacts. */
  retry(executionId: string): Outcome;
  stop(executionId: string): Outcome;
  /** Deploys the previous revision of an environment. */
  rollback(environment: string): Outcome;
}
