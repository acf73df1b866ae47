import { matchesPattern } from './event-rules';
import { runStateMachine } from './state-machine-execution';
import type { StateMachineSettings } from './state-machine-settings';
import type { StateMachinesSettings } from './state-machines-settings';
import type { Json, JsonObject } from '../../assembly/json';
import { messageOf } from '../../messages/message-of';
import { stopIfAsked } from '../../model/action-failure';
import type { Description, LocalResource, ResourceContext, StateMachineRunner, Work } from '../shape/resource';
import { ServiceFailure } from '../shape/service-call';

type Context = Pick<ResourceContext, 'reporter' | 'closing' | 'calls'>;

/** An environment's state machines, started by the pipeline or by rules when a deployment ends. */
export class StateMachines implements LocalResource<StateMachinesSettings>, StateMachineRunner {
  readonly stateMachines = this;
  private settings: StateMachinesSettings = { stateMachines: [], eventRules: [] };
  private readonly background = new Set<Promise<void>>();

  constructor(private readonly context: Context) {}

  async start(settings: StateMachinesSettings): Promise<void> {
    this.settings = settings;
  }

  async update(settings: StateMachinesSettings): Promise<void> {
    this.settings = settings;
  }

  find(name: string): StateMachineSettings | undefined {
    return this.settings.stateMachines.find((machine) => machine.name === name);
  }

  /** With waits shortened as they are here, it could overlap with the executions that the previous deployment started. */
  async run(name: string, input: Json, work: Work): Promise<Json> {
    const machine = this.find(name);
    if (!machine) throw new Error(`state machine ${name} does not exist`);
    stopIfAsked(work.signal);
    const stopped = new Promise<void>((resolve) => work.signal.addEventListener('abort', () => resolve(), { once: true }));
    await Promise.race([this.settled(), stopped]);
    stopIfAsked(work.signal);
    return this.execute(machine, input, work);
  }

  onEvent(event: JsonObject): void {
    const { stateMachines, eventRules } = this.settings;
    if (this.context.closing.aborted) return;
    const arns = eventRules.filter(({ pattern }) => matchesPattern(pattern, event)).flatMap(({ targets }) => targets);
    for (const machine of stateMachines.filter(({ arn }) => arns.includes(arn))) this.inBackground(machine, event);
  }

  async settled(): Promise<boolean> {
    const any = this.background.size > 0;
    while (this.background.size > 0) await Promise.all(this.background);
    return any;
  }

  describe(): Description {
    return {};
  }

  async stop(): Promise<void> {
    await this.settled();
  }

  private async execute({ definition, name, unsupported }: StateMachineSettings, input: Json, { reporter, signal }: Work): Promise<Json> {
    if (!definition) throw new Error(`state machine ${name} cannot run locally: ${unsupported ?? ''}`);
    reporter.info('state-machine.started', `state machine ${name} started`);
    const output = await runStateMachine({
      definition,
      input,
      signal,
      call: (call, request, stopped) => this.call(call, request, stopped),
      onState: (state) => reporter.debug('state-machine.state', `${name}: ${state}`),
    });
    reporter.info('state-machine.succeeded', `state machine ${name} succeeded`);
    return output;
  }

  private async call(call: string, request: JsonObject, signal: AbortSignal): Promise<Json> {
    const calls = this.context.calls();
    if (Object.hasOwn(calls, call)) return calls[call](request, signal);
    throw new ServiceFailure('States.Runtime', `${call} is not available locally; available are: ${Object.keys(calls).join(', ')}`);
  }

  private inBackground(machine: StateMachineSettings, event: Json): void {
    const { reporter, closing } = this.context;
    const work: Promise<void> = this.execute(machine, event, { reporter, signal: closing })
      .then(() => undefined, (error: unknown) => {
        if (!closing.aborted) reporter.error('state-machine.failed', `state machine ${machine.name} failed: ${messageOf(error)}`);
      })
      .finally(() => this.background.delete(work));
    this.background.add(work);
  }
}
