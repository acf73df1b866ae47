import { join } from 'node:path';
import { afterTest } from './after-test';
import { program } from './program';
import type { WebApp } from './web-app';
import { openEngine, type Engine, type OpenEngineOptions } from '../../src/engine';
import type { Message } from '../../src/messages/message';
import type { EnvironmentState, ExecutionState } from '../../src/model/run-state';
import { until } from '../until';

// Real builds, instances and load balancers, on a machine that may be busy with other tests.
/** An engine with real builds, instances and load balancers, in this process. */
export class RunningEngine {
  static async start(app: WebApp, options: Partial<OpenEngineOptions> = {}): Promise<RunningEngine> {
    const running = await RunningEngine.begin(app, options);
    await running.engine.restored();
    return running;
  }

  /** Processes of an earlier run may still be starting. */
  static async begin(app: WebApp, options: Partial<OpenEngineOptions> = {}): Promise<RunningEngine> {
    const engine = await openEngine({
      appDirectory: app.directory,
      sourceDirectory: app.directory,
      stateDirectory: join(app.directory, '.gostyle'),
      program: program(),
      approvals: 'all',
      // As long as a busy machine may need; only tests of failures wait that long.
      allowTrafficTimeoutSeconds: 60,
      ...options,
    });
    const running = new RunningEngine(engine);
    await engine.start();
    return running;
  }

  readonly messages: Message[] = [];
  /** The smallest number of healthy instances at any moment of a deployment, by environment. */
  readonly fewestHealthy = new Map<string, number>();
  private closed = false;

  private constructor(readonly engine: Engine) {
    engine.onMessage((message) => {
      this.messages.push(message);
      this.count(message);
    });
    afterTest(() => this.close());
  }

  /** Forgets earlier messages. */
  forget(): void {
    this.messages.length = 0;
    this.fewestHealthy.clear();
  }

  async runHead(): Promise<ExecutionState> {
    return this.engine.run(await this.engine.head());
  }

  commitOf(executionId: string | undefined): string | undefined {
    return this.engine.state().executions.find(({ id }) => id === executionId)?.commit.id;
  }

  environment(name: string): EnvironmentState {
    const found = this.engine.state().environments.find((environment) => environment.name === name);
    if (!found) throw new Error(`there is no environment ${name}`);
    return found;
  }

  /** Versions that answered the load during the last deployment, in order. */
  versionsSeen(environment: string): string[] {
    const message = this.messages.findLast(({ code, environment: where }) => code === 'load.ended' && where === environment);
    return Object.keys(message?.data?.observed ?? {});
  }

  /** The messages with a code, as texts. */
  said(code: string): string[] {
    return this.messages.filter((message) => message.code === code).map(({ message }) => message);
  }

  async until<T>(what: string, look: () => T | undefined | false): Promise<T> {
    let found: T | undefined | false;
    await until(() => {
      found = look();
      return found !== undefined && found !== false;
    }, what);
    return found as T;
  }

  async untilMessage(code: string, matches: (message: Message) => boolean = () => true): Promise<Message> {
    return this.until(`message ${code}`, () => this.messages.find((message) => message.code === code && matches(message)));
  }

  async close(): Promise<void> {
    if (this.closed) return;
    this.closed = true;
    await this.engine.close();
  }

  private count({ code, environment }: Message): void {
    if (code !== 'target.changed' || !environment) return;
    const state = this.engine.state().environments.find(({ name }) => name === environment);
    if (state?.deployment?.status !== 'InProgress') return;
    const healthy = state.instances.filter(({ target }) => target === 'healthy').length;
    this.fewestHealthy.set(environment, Math.min(healthy, this.fewestHealthy.get(environment) ?? Infinity));
  }
}
