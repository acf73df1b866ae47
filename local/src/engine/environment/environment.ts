import { changedSettings } from './changed-settings';
import { EnvironmentLoad } from './environment-load';
import { describeEnvironment } from './environment-state';
import { InstanceMemory } from './instance-memory';
import { UnhealthyInstances } from './unhealthy-instances';
import type { Json } from '../../assembly/json';
import type { GroupHooks } from '../../fleet';
import { messageOf } from '../../messages/message-of';
import type { Reporter } from '../../messages/reporter';
import type { Instance } from '../../model/instance';
import type { EnvironmentState } from '../../model/run-state';
import type { LoadBalancer } from '../../model/target';
import type { EnvironmentSettings, ResolvedStack, StateMachineSettings } from '../../stack';
import { freePort } from '../../system/free-port';
import { untilListening } from '../../system/listening';
import { AlarmWatch } from '../deployment/alarm-watch';
import type { DeploymentResult } from '../deployment/deployment';
import { DeploymentGroup } from '../deployment/deployment-group';
import type { EnvironmentFile, EnvironmentRecord } from '../deployment/environment-record';
import type { Fleet } from '../deployment/fleet';
import type { Runtime } from '../deployment/runtime';
import { ActionFailure, stopIfAsked } from '../execution/action';
import type { Revision } from '../execution/revision-store';
import type { CalledEnvironment } from '../state-machine/service-calls';
import { StateMachines } from '../state-machine/state-machines';

/** A group keeps trying to launch what cannot be launched; an action does not wait for ever. */
const LONGEST_LAUNCH_SECONDS = 120;

/** A target that is not healthy by then is not waited for: it will be replaced or deployed to. */
const FIRST_CHECK_SECONDS = 10;

interface Running {
  readonly balancer: LoadBalancer;
  readonly fleet: Fleet;
  readonly group: DeploymentGroup;
  readonly alarms: AlarmWatch;
  readonly unhealthy: UnhealthyInstances;
  readonly memory: InstanceMemory;
}

export interface EnvironmentParts {
  readonly name: string;
  readonly file: EnvironmentFile;
  /** Of the fleet and its instances. */
  readonly directory: string;
  readonly runtime: Runtime;
  /** For what happens while nobody executes anything: an instance ends, another one is launched. */
  readonly reporter: Reporter;
  readonly changed: () => void;
}

/** One environment on this machine: load balancer, fleet and deployment group, as its last executed change set says. */
export class Environment {
  private running?: Running;
  private settings?: EnvironmentSettings;
  private readonly registering: Promise<void>[] = [];
  private readonly load: EnvironmentLoad;
  private readonly stateMachines: StateMachines;

  constructor(private readonly parts: EnvironmentParts) {
    this.load = new EnvironmentLoad(parts.runtime);
    this.stateMachines = new StateMachines({
      settings: () => this.settingsInForce(),
      environment: () => this.called(),
      reporter: parts.reporter,
      closing: parts.runtime.closing,
    });
  }

  get name(): string {
    return this.parts.name;
  }

  get record(): EnvironmentRecord {
    return this.parts.file.record;
  }

  get url(): string {
    return this.running?.balancer.url ?? '';
  }

  /** Brings up what an earlier run left: the same instances with the revisions that are on them. */
  async restore(settings: EnvironmentSettings, signal: AbortSignal): Promise<void> {
    this.parts.reporter.info('environment.restoring', `${this.name}: starting ${this.record.instances.length} instance(s) of the run before`);
    await this.comeUp(settings, this.parts.reporter, signal);
    const revision = this.record.revision?.commit.id.slice(0, 7) ?? 'no revision';
    this.parts.reporter.info('environment.restored', `${this.name} serves ${revision} at ${this.url}`);
  }

  /** Makes the environment what the executed change set says. */
  async execute(stack: ResolvedStack, settings: EnvironmentSettings, reporter: Reporter, signal: AbortSignal): Promise<void> {
    await this.comeUp(settings, reporter, signal);
    for (const attribute of settings.attributesWithoutEffect) {
      reporter.warning('environment.attribute.not-imitated', `${attribute} has no effect on this machine`);
    }
    for (const text of settings.imitatedOtherwise) reporter.warning('environment.imitated-otherwise', `${this.name}: ${text}`);
    this.parts.file.change({ stack });
    this.parts.changed();
  }

  async deploy(revision: Revision, reporter: Reporter, signal: AbortSignal): Promise<DeploymentResult> {
    const { running, settings } = this;
    if (!running || !settings) throw new Error(`${this.name} has not come up`);
    const result = await this.load.during(running.balancer, settings, reporter, () => running.group.deploy(revision, reporter, signal));
    void running.memory.measure();
    return result;
  }

  stateMachine(name: string): StateMachineSettings | undefined {
    return this.stateMachines.find(name);
  }

  /** Rejects with `StateMachineFailure`. */
  runStateMachine(machine: StateMachineSettings, input: Json, reporter: Reporter, signal: AbortSignal): Promise<Json> {
    return this.stateMachines.run(machine, input, reporter, signal);
  }

  /** Ends when the state machines that a deployment has started have ended, and the instances that they sent away are gone. */
  async settled(): Promise<void> {
    if (!await this.stateMachines.settled()) return;
    const { closing } = this.parts.runtime;
    await this.running?.fleet.untilStable(closing).catch((error: unknown) => {
      if (!closing.aborted) this.parts.reporter.warning('environment.not-settled', `${this.name}: ${messageOf(error)}`);
    });
  }

  /** What a scaling policy would do. */
  setDesiredCapacity(desired: number): void {
    this.running?.fleet.setDesiredCapacity(desired);
  }

  state(): EnvironmentState {
    const { running } = this;
    return describeEnvironment({
      name: this.name,
      record: this.record,
      load: this.load,
      recordedOnly: this.settings?.recordedOnly ?? [],
      ...(running && {
        balancer: running.balancer,
        members: running.fleet.members(),
        eventOn: (id: string) => running.group.eventOn(id),
        memoryOf: (id: string) => running.memory.of(id),
      }),
    });
  }

  async close(): Promise<void> {
    await this.load.stop();
    await this.stateMachines.settled();
    this.running?.alarms.close();
    this.running?.unhealthy.close();
    this.running?.memory.close();
    // First, so that applications find their connections closed and need not wait for them.
    await this.running?.balancer.close();
    await this.running?.fleet.close();
  }

  private async comeUp(settings: EnvironmentSettings, reporter: Reporter, signal: AbortSignal): Promise<void> {
    const { fleet } = await this.start(settings, reporter);
    await this.untilInService(fleet, settings, signal);
    this.parts.file.keepInstances(new Set(fleet.members().map(({ instance }) => instance.id)));
    await this.untilServing(signal);
    void this.running?.memory.measure();
  }

  private async untilInService(fleet: Fleet, settings: EnvironmentSettings, signal: AbortSignal): Promise<void> {
    const timeout = AbortSignal.timeout(LONGEST_LAUNCH_SECONDS * 1000);
    try {
      await fleet.apply(settings.fleet, AbortSignal.any([signal, timeout]));
    } catch (error) {
      stopIfAsked(signal);
      if (!timeout.aborted) throw error;
      const inService = fleet.members().filter(({ lifecycle }) => lifecycle === 'InService').length;
      const text = `${this.name}: the instances did not come up within ${LONGEST_LAUNCH_SECONDS} s, ${inService} are in service`;
      throw new ActionFailure(text, { environment: this.name });
    }
  }

  /**
   * Its first health check would come before its application is up, and the next one a whole interval later. Nothing of AWS's
   * is like a restart of the fleet, so nothing is lost by waiting for the application first.
   */
  private async registerWhenListening(instance: Instance): Promise<void> {
    await untilListening(instance.host, instance.port, FIRST_CHECK_SECONDS * 1000);
    this.running?.balancer.register(instance);
  }

  /** Traffic that comes right behind finds healthy targets. */
  private async untilServing(signal: AbortSignal): Promise<void> {
    await Promise.all(this.registering.splice(0));
    const { balancer } = this.running ?? {};
    const patience = AbortSignal.any([signal, AbortSignal.timeout(FIRST_CHECK_SECONDS * 1000)]);
    await Promise.allSettled(balancer?.targets().map(({ id }) => balancer.untilHealthy(id, patience)) ?? []);
  }

  private async start(settings: EnvironmentSettings, reporter: Reporter): Promise<Running> {
    const before = this.settings;
    this.settings = settings;
    if (this.running) {
      if (before) await this.updateBalancer(this.running.balancer, before, settings, reporter);
      return this.running;
    }
    const port = this.record.port ?? 0;
    const balancer = await this.openBalancer(settings, port, reporter);
    const alarms = new AlarmWatch({ settings: () => this.settingsInForce().alarms, balancer, reporter: this.parts.reporter });
    const group = this.groupWith(balancer, alarms);
    const hooks = this.hooks(() => this.running?.group ?? group);
    const fleet = this.parts.runtime.openFleet(hooks, this.parts.directory, this.parts.reporter);
    const unhealthy = new UnhealthyInstances({
      settings: () => this.settingsInForce().fleet,
      targets: () => this.running?.balancer.targets() ?? [],
      isBusy: () => this.running?.group.isBusy ?? false,
      replace: (id, reason) => fleet.replace(id, reason),
    });
    const memory = new InstanceMemory(() => fleet.members(), this.parts.changed);
    this.running = { balancer, fleet, group, alarms, unhealthy, memory };
    return this.running;
  }

  /** As on AWS, nobody is cut off: what changes is in force for the next request. */
  private async updateBalancer(balancer: LoadBalancer, before: EnvironmentSettings, after: EnvironmentSettings, reporter: Reporter): Promise<void> {
    const { loadBalancer, targetGroup } = after;
    const changes = changedSettings(before, after);
    if (changes.length === 0) return;
    const moved = before.listener.port !== after.listener.port;
    await balancer.update({ loadBalancer, targetGroup, ...(moved && { listenPort: await freePort() }) });
    const text = `${this.name}: the load balancer goes on with its new settings: ${changes.join('; ')}`;
    reporter.info('environment.load-balancer.updated', text, { changes });
    if (!moved) return;
    this.parts.file.change({ port: Number(new URL(balancer.url).port) });
    const where = `the environment is at ${balancer.url} from now on; the one before takes no new connections`;
    reporter.warning('environment.listener-moved', `${this.name}: the listener has another port, so ${where}`);
  }

  private async openBalancer(settings: EnvironmentSettings, port: number, reporter: Reporter): Promise<LoadBalancer> {
    const balancer = await this.parts.runtime.openBalancer(settings, port, reporter);
    balancer.onTargetChange((target, previous) => {
      const why = [target.reason, target.description].filter(Boolean).join(': ');
      const text = `target ${target.id}: ${previous} -> ${target.state}${why && ` (${why})`}`;
      this.parts.reporter.within({ instance: target.id }).debug('target.changed', text, { ...target });
      this.running?.unhealthy.targetChanged(target);
      this.parts.changed();
    });
    this.parts.file.change({ port: Number(new URL(balancer.url).port) });
    return balancer;
  }

  private groupWith(balancer: LoadBalancer, alarms: AlarmWatch): DeploymentGroup {
    const { file, runtime, changed } = this.parts;
    return new DeploymentGroup({
      file,
      runtime,
      balancer,
      alarms,
      changed,
      ended: (deployment) => this.stateMachines.deploymentEnded(deployment),
      settings: () => this.settingsInForce(),
      members: () => this.running?.fleet.members() ?? [],
    });
  }

  private called(): CalledEnvironment {
    if (!this.running) throw new Error(`${this.name} has not come up`);
    const { fleet, balancer, group, alarms } = this.running;
    return {
      settings: this.settingsInForce(),
      fleet,
      balancer,
      deployments: this.record.deployments,
      alarms: { enabled: group.alarmPolling, enable: (enabled) => group.setAlarmPolling(enabled), active: () => alarms.active() },
    };
  }

  private settingsInForce(): EnvironmentSettings {
    if (!this.settings) throw new Error(`${this.name} has not come up`);
    return this.settings;
  }

  private hooks(group: () => DeploymentGroup): GroupHooks {
    const { file, reporter, changed } = this.parts;
    return {
      launched: (instance) => {
        file.changeInstance({ id: instance.id, health: 'unhealthy' });
        this.running?.unhealthy.inService(instance.id);
        return group().launched(instance, reporter.within({ instance: instance.id }));
      },
      restarted: (instance) => {
        this.running?.unhealthy.inService(instance.id);
        // An instance on which a deployment failed, or was cut off, has no traffic until a deployment succeeds on it.
        const anyHealthy = file.record.instances.some(({ health }) => health === 'healthy');
        if (!anyHealthy || file.instance(instance.id)?.health === 'healthy') this.registering.push(this.registerWhenListening(instance));
      },
      terminating: (instance) => group().terminating(instance, reporter.within({ instance: instance.id })),
      terminated: (id) => {
        void this.running?.balancer.deregister(id);
        group().forget(id);
        this.running?.unhealthy.terminated(id);
        changed();
      },
      changed,
    };
  }
}
