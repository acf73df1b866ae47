import type { Message } from '../../src/messages/message';
import type { ConsoleBackend, LogPage, Outcome } from '../../src/model/console';
import type { RunState } from '../../src/model/run-state';

const ACCEPTED: Outcome = { accepted: true };

/** A backend that a test controls; it records the requests that it gets. */
export class FakeBackend implements ConsoleBackend {
  readonly asked: string[] = [];
  readonly said: Message[] = [];
  private readonly stateListeners = new Set<() => void>();
  private readonly messageListeners = new Set<(message: Message) => void>();

  /** One page per environment, then nothing new. */
  readonly pages = new Map<string, LogPage>();
  /** The reason for refusing rollbacks, retries and stops. */
  declines?: string;

  constructor(private current: RunState) {}

  state(): RunState {
    return this.current;
  }

  become(state: RunState): void {
    this.current = state;
    this.stateListeners.forEach((listener) => listener());
  }

  say(message: Message): void {
    this.said.push(message);
    this.messageListeners.forEach((listener) => listener(message));
  }

  onState(listener: () => void): () => void {
    this.stateListeners.add(listener);
    return () => this.stateListeners.delete(listener);
  }

  onMessage(listener: (message: Message) => void): () => void {
    this.messageListeners.add(listener);
    return () => this.messageListeners.delete(listener);
  }

  get listeners(): number {
    return this.stateListeners.size + this.messageListeners.size;
  }

  async logs({ stage }: { readonly stage?: string }): Promise<readonly Message[]> {
    return this.said.filter((message) => message.stage === stage);
  }

  async instanceLogs(environment: string, cursor?: string): Promise<LogPage | undefined> {
    if (!this.current.environments.some(({ name }) => name === environment)) return undefined;
    const page = cursor === undefined ? this.pages.get(environment) : undefined;
    return page ?? { logs: [], more: false, cursor: 'end' };
  }

  async stageOutput(_executionId: string, stage: string, cursor?: string): Promise<LogPage> {
    const printed = this.said.filter((message) => message.stage === stage).slice(Number(cursor ?? 0));
    const logs = printed.map(({ message, time, action = stage }) => ({ source: action, lines: [message], times: [time] }));
    return { logs, more: logs.length > 0, cursor: String(this.said.length) };
  }

  decide(approvalId: string, decision: 'Approved' | 'Rejected', summary: string): Outcome {
    if (!this.current.approvals.some(({ id }) => id === approvalId)) return { accepted: false, reason: 'no approval waits under this id' };
    this.asked.push(`${decision} ${approvalId} ${summary}`.trim());
    this.become({ ...this.current, approvals: [] });
    return ACCEPTED;
  }

  async difference(from: string, to: string): Promise<string> {
    return `from ${from} to ${to}\n+  visits: visits + 1\n`;
  }

  retry(executionId: string): Outcome {
    this.asked.push(`retry ${executionId}`);
    return this.answer();
  }

  stop(executionId: string): Outcome {
    this.asked.push(`stop ${executionId}`);
    return this.answer();
  }

  rollback(environment: string): Outcome {
    this.asked.push(`rollback ${environment}`);
    return this.answer();
  }

  private answer(): Outcome {
    return this.declines === undefined ? ACCEPTED : { accepted: false, reason: this.declines };
  }
}
