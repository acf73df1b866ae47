import { serviceCalls, type CalledEnvironment } from './service-calls';
import { runStateMachine } from './state-machine-execution';
import type { Json } from '../../assembly/json';
import { messageOf } from '../../messages/message-of';
import type { Reporter } from '../../messages/reporter';
import type { DeploymentStatus } from '../../model/deployment';
import type { DeploymentState } from '../../model/run-state';
import { matchesPattern, type EnvironmentSettings, type StateMachineSettings } from '../../stack';

/** In the words of the event; a deployment that has not ended has none here. */
const EVENT_STATES: Readonly<Partial<Record<DeploymentStatus, string>>> = { Succeeded: 'SUCCESS', Failed: 'FAILURE', Stopped: 'STOP' };

export interface StateMachinesParts {
  readonly environment: () => CalledEnvironment;
  readonly settings: () => EnvironmentSettings;
  readonly reporter: Reporter;
  readonly closing: AbortSignal;
}

/** The state machines of an environment: the pipeline starts them, and rules start them when a deployment ends. */
export class StateMachines {
  private readonly background = new Set<Promise<void>>();

  constructor(private readonly parts: StateMachinesParts) {}

  find(name: string): StateMachineSettings | undefined {
    return this.parts.settings().stateMachines.find((machine) => machine.name === name);
  }

  /** Rejects with `StateMachineFailure`. With waits as short as here it would meet those that the deployment before has started. */
  async run(machine: StateMachineSettings, input: Json, reporter: Reporter, signal: AbortSignal): Promise<Json> {
    await this.settled();
    return this.execute(machine, input, reporter, signal);
  }

  deploymentEnded({ id, status }: DeploymentState): void {
    const { settings, closing } = this.parts;
    const { deployment, eventRules, stateMachines } = settings();
    const state = EVENT_STATES[status];
    if (state === undefined || closing.aborted) return;
    const event: Json = {
      'source': 'aws.codedeploy',
      'detail-type': 'CodeDeploy Deployment State-change Notification',
      'detail': { deploymentId: id, application: deployment.applicationName, deploymentGroup: deployment.deploymentGroupName, state },
    };
    const arns = eventRules.filter(({ pattern }) => matchesPattern(pattern, event)).flatMap(({ targets }) => targets);
    for (const machine of stateMachines.filter(({ arn }) => arns.includes(arn))) this.inBackground(machine, event);
  }

  /** Ends when every state machine that a rule has started has ended: whether there was one. */
  async settled(): Promise<boolean> {
    const any = this.background.size > 0;
    while (this.background.size > 0) await Promise.all(this.background);
    return any;
  }

  private async execute(machine: StateMachineSettings, input: Json, reporter: Reporter, signal: AbortSignal): Promise<Json> {
    const { definition, name, unsupported } = machine;
    if (!definition) throw new Error(`state machine ${name} is not run here: ${unsupported ?? ''}`);
    reporter.info('state-machine.started', `state machine ${name} started`);
    const output = await runStateMachine({
      definition,
      input,
      signal,
      call: serviceCalls(this.parts.environment),
      onState: (state) => reporter.debug('state-machine.state', `${name}: ${state}`),
    });
    reporter.info('state-machine.succeeded', `state machine ${name} succeeded`);
    return output;
  }

  private inBackground(machine: StateMachineSettings, event: Json): void {
    const { reporter, closing } = this.parts;
    const work: Promise<void> = this.execute(machine, event, reporter, closing)
      .then(() => undefined, (error: unknown) => {
        if (!closing.aborted) reporter.error('state-machine.failed', `state machine ${machine.name} failed: ${messageOf(error)}`);
      })
      .finally(() => this.background.delete(work));
    this.background.add(work);
  }
}
