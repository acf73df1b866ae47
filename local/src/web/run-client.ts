import { readRunFile, type RunningConsole } from './run-file';
import type { Message } from '../messages/message';
import { messageOf } from '../messages/message-of';
import { ownCommand } from '../messages/own-command';
import { UserError } from '../messages/user-error';
import type { LogPage, LogQuery, Outcome } from '../model/console';
import type { RunState } from '../model/run-state';
import { deadline } from '../system/deadline';

const PATIENCE_MS = 10_000;

interface Answer {
  readonly ok: boolean;
  readonly status: number;
  readonly text: string;
}

/** The run does not answer: it may have ended meanwhile. */
export class RunUnreachable extends UserError {}

/**
 * A run in another process, as seen by the commands of the CLI: the same data and actions as on the page.
 *
 * ```ts
 * const run = await RunClient.find(stateDirectory); // the folder that `gostyle run --state` names
 * const { approvals } = await run.state();
 * const outcome = await run.decide(approvals[0].id, 'Approved', 'approved in the terminal');
 * if (!outcome.accepted) throw new UserError(outcome.reason);
 * ```
 */
export class RunClient {
  /** Throws a `UserError` if no run is using the state directory. */
  static async find(stateDirectory: string): Promise<RunClient> {
    const run = await RunClient.findIfAny(stateDirectory);
    if (run) return run;
    throw new UserError(`no run is using ${stateDirectory}; start one with \`${ownCommand('run')}\`, or name the folder of its CDK app with `
      + '`--app`, or its state directory with `--state`');
  }

  static async findIfAny(stateDirectory: string): Promise<RunClient | undefined> {
    const console_ = await readRunFile(stateDirectory);
    return console_ && new RunClient(console_);
  }

  private constructor(private readonly console: RunningConsole) {}

  /** Address of the console page, without the token. */
  get url(): string {
    return this.console.url;
  }

  /** Address of the console page for a browser. Contains the token, which permits everything that the page can do. */
  get address(): string {
    return `${this.console.url}/?token=${this.console.token}`;
  }

  async state(): Promise<RunState> {
    return await this.get('/api/state') as RunState;
  }

  async logs({ executionId, stage, environment, instance }: Omit<LogQuery, 'limit'>): Promise<readonly Message[]> {
    const given = Object.entries({ execution: executionId, stage, environment, instance });
    const named = given.filter((entry): entry is [string, string] => entry[1] !== undefined);
    return await this.get(`/api/logs?${new URLSearchParams(named)}`) as readonly Message[];
  }

  async instanceLogs(environment: string, cursor?: string): Promise<LogPage> {
    const query = cursor === undefined ? '' : `?${new URLSearchParams({ cursor })}`;
    return await this.get(`/api/environments/${encodeURIComponent(environment)}/logs${query}`) as LogPage;
  }

  async stageOutput(executionId: string, stage: string, cursor?: string): Promise<LogPage> {
    const query = new URLSearchParams({ stage, ...(cursor !== undefined && { cursor }) });
    return await this.get(`/api/executions/${encodeURIComponent(executionId)}/output?${query}`) as LogPage;
  }

  decide(approvalId: string, decision: 'Approved' | 'Rejected', summary: string): Promise<Outcome> {
    return this.ask(`/api/approvals/${encodeURIComponent(approvalId)}`, { decision, summary });
  }

  retry(executionId: string): Promise<Outcome> {
    return this.ask(`/api/executions/${encodeURIComponent(executionId)}/retry`);
  }

  stop(executionId: string): Promise<Outcome> {
    return this.ask(`/api/executions/${encodeURIComponent(executionId)}/stop`);
  }

  rollback(environment: string): Promise<Outcome> {
    return this.ask(`/api/environments/${encodeURIComponent(environment)}/rollback`);
  }

  private async get(path: string): Promise<unknown> {
    const response = await this.request(path);
    if (!response.ok) throw new UserError(reasonOf(response));
    return JSON.parse(response.text);
  }

  /** A request that the run declines is an answer, not an error. */
  private async ask(path: string, body: Readonly<Record<string, string>> = {}): Promise<Outcome> {
    const response = await this.request(path, { method: 'POST', body: JSON.stringify(body), headers: { 'Content-Type': 'application/json' } });
    return response.ok ? { accepted: true } : { accepted: false, reason: reasonOf(response) };
  }

  private async request(path: string, init: RequestInit = {}): Promise<Answer> {
    const headers = { ...init.headers, Authorization: `Bearer ${this.console.token}` };
    try {
      const response = await fetch(this.console.url + path, { ...init, headers, redirect: 'error', signal: deadline(PATIENCE_MS) });
      // A run may end in the middle of its answer.
      return { ok: response.ok, status: response.status, text: await response.text() };
    } catch (error) {
      const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
      throw new RunUnreachable(`the run at ${this.console.url} does not answer (${messageOf(cause)}): wait until it has ended, or try again`);
    }
  }
}

function reasonOf({ status, text }: Answer): string {
  try {
    return (JSON.parse(text) as { error?: string }).error ?? `the run answered ${status}`;
  } catch {
    return `the run answered ${status}`;
  }
}
