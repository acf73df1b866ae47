import { dirname } from 'node:path';
import { DeploymentGroup } from './deployment-group';
import { describeInstance } from './describe-instance';
import type { Ec2Settings } from './ec2-settings';
import { FleetProgress, LOOK_EVERY_SECONDS, type SeenInstance } from './fleet-progress';
import { INSIDE, instanceAgent } from './instance-agent';
import { requireSecrets } from './required-secrets';
import { serviceCalls } from './service-calls';
import { UnhealthyInstances } from './unhealthy-instances';
import { AutoScalingGroup, InstanceRefreshFailed, type GroupHooks } from '../../fleet';
import { messageOf } from '../../messages/message-of';
import { ActionFailure, stopIfAsked } from '../../model/action-failure';
import type { Instance } from '../../model/instance';
import { deadline } from '../../system/deadline';
import { untilListening } from '../../system/listening';
import { AlarmWatch } from '../alarms/alarm-watch';
import { InstanceMemory } from '../hosts/instance-memory';
import { applicationOutput, causeOf, explained, folded, withoutInnerFrames } from '../hosts/why-failed';
import type { Compute, Description, LocalResource, ResourceContext, Work } from '../shape/resource';
import type { ServiceCalls } from '../shape/service-call';

export interface FleetOptions {
  /** The runner's own bundle, which contains the agent that instances run. */
  readonly program: string;
  /** The folder with the revisions. */
  readonly revisions: string;
  /** Paths of this machine that are hidden from instances. */
  readonly hidden: readonly string[];
  readonly diskMebibytes?: number;
  /** CodeDeploy's limit is an hour; here someone is watching. */
  readonly allowTrafficTimeoutSeconds: number;
}

/** A target that is not healthy by then is not worth waiting for: it will be replaced or deployed to. */
const FIRST_CHECK_SECONDS = 10;

/** Of a failed script's output, as many as CodeDeploy keeps. */
const LAST_LINES = 20;

/** An environment's fleet and its deployment group. */
export class LocalFleet implements LocalResource<Ec2Settings> {
  readonly compute: Compute;
  readonly rollsBackItself = true;
  readonly calls: ServiceCalls;
  private readonly fleet: AutoScalingGroup;
  private readonly group: DeploymentGroup;
  private readonly unhealthy: UnhealthyInstances;
  private readonly memory: InstanceMemory;
  private readonly registering: Promise<void>[] = [];
  private watch?: AlarmWatch;
  private current?: Ec2Settings;

  constructor(private readonly context: ResourceContext, { program, revisions, hidden, diskMebibytes, allowTrafficTimeoutSeconds }: FleetOptions) {
    const { directory, reporter, record, changed, closing } = context;
    const settings = () => this.settings();
    const members = () => this.fleet.members();
    const shared = { [INSIDE.program]: dirname(program), [INSIDE.revisions]: revisions };
    const machine = { hidden, diskMebibytes, secrets: context.secrets, shared };
    const targets = () => context.entry().balancer.targets();
    this.fleet = new AutoScalingGroup({ hooks: this.hooks(), directory, report: reporter, machine });
    this.group = new DeploymentGroup({
      file: record,
      settings,
      members,
      changed,
      closing,
      allowTrafficTimeoutSeconds,
      balancer: () => context.entry().balancer,
      alarms: () => this.alarms(),
      startAgent: instanceAgent(program),
      whyFailed: (instance, since) => applicationOutput(instance, directory, since),
      emit: context.emit,
    });
    this.unhealthy = new UnhealthyInstances({
      targets,
      settings: () => settings().fleet,
      isBusy: () => this.group.isBusy,
      replace: (id, reason) => this.fleet.replace(id, reason),
    });
    this.memory = new InstanceMemory(members, changed);
    this.calls = serviceCalls({
      settings,
      fleet: this.fleet,
      deployments: () => record.record.deployments,
      alarms: {
        enabled: () => this.group.alarmPolling,
        enable: (enabled) => this.setAlarmPolling(enabled),
        active: (signal) => this.activeAlarms(signal),
      },
    });
    this.compute = {
      hostKind: 'instance',
      deploy: (request) => this.deploy(request),
      settled: () => this.settled(),
      setDesiredCapacity: (desired) => this.fleet.setDesiredCapacity(desired),
    };
  }

  async start(settings: Ec2Settings, work: Work): Promise<void> {
    this.current = settings;
    if (!this.watch) {
      const { balancer } = this.context.entry();
      balancer.onTargetChange((target) => this.unhealthy.targetChanged(target));
      this.watch = new AlarmWatch({ settings: () => this.settings().alarms, balancer, reporter: this.context.reporter });
    }
    await this.update(settings, settings, work);
  }

  async update(settings: Ec2Settings, before: Ec2Settings, work: Work): Promise<void> {
    try {
      await this.updateTo(settings, work);
    } catch (error) {
      if (settings !== before && !this.context.closing.aborted) await this.rollBack(before, work);
      throw error;
    }
  }

  /** As CloudFormation does, so that instances that are launched from now on are as before. A failure has been reported, and has a cause already. */
  private async rollBack(before: Ec2Settings, { reporter }: Work): Promise<void> {
    reporter.warning('environment.rolled-back', `the fleet of ${this.context.environment} goes back to its settings before this change set`);
    const { closing } = this.context;
    await this.updateTo(before, { reporter, signal: closing }).catch((error: unknown) => {
      if (!closing.aborted) reporter.error('environment.not-settled', messageOf(error));
    });
  }

  private async updateTo(settings: Ec2Settings, work: Work): Promise<void> {
    this.current = settings;
    await requireSecrets(settings.fleet.secrets, this.context);
    await this.untilInService(settings, work);
    this.context.record.keepInstances(new Set(this.fleet.members().map(({ instance }) => instance.id)));
    await this.untilServing(work.signal);
    void this.memory.measure();
  }

  describe(): Description {
    const targets = new Map(this.context.entry().balancer.targets().map((target) => [target.id, target]));
    return {
      instances: this.fleet.members().map((member) => {
        const { id } = member.instance;
        const known = this.context.record.instance(id);
        return describeInstance(member, { known, target: targets.get(id), event: this.group.eventOn(id), memoryBytes: this.memory.of(id) });
      }),
    };
  }

  async stop(): Promise<void> {
    this.watch?.close();
    this.unhealthy.close();
    this.memory.close();
    await this.fleet.close();
  }

  /** Also waits for instances that a state machine scaled in to be gone. */
  private async settled(): Promise<void> {
    const { closing, reporter, environment } = this.context;
    await this.fleet.untilStable(closing).catch((error: unknown) => {
      if (!closing.aborted) reporter.warning('environment.not-settled', `${environment}: ${messageOf(error)}`);
    });
  }

  private async deploy({ revision, reporter, signal }: Parameters<Compute['deploy']>[0]): ReturnType<Compute['deploy']> {
    const { state, hosts, failure } = await this.context.underLoad(reporter, () => this.group.deploy(revision, reporter, signal), {
      serves: ({ state: { status } }) => status === 'Succeeded',
    });
    void this.memory.measure();
    const { diagnostics } = failure?.event ?? {};
    const ofScript = folded(withoutInnerFrames((diagnostics?.logTail ?? '').split('\n').filter(Boolean))).slice(-LAST_LINES);
    const findings = failure ? this.group.findingsOn(failure.hostId) : [];
    const lastLines = explained(ofScript, findings);
    const cause = causeOf(findings, ofScript);
    return { state, instances: hosts.length, ...(failure && { failure: { instance: failure.hostId, diagnostics, lastLines, cause } }) };
  }

  private async activeAlarms(signal: AbortSignal): Promise<readonly string[]> {
    const { alarms: names } = this.settings().deployment;
    const { reporter } = this.context;
    const isActive = () => this.alarms().active().some((name) => names.includes(name));
    // During a deployment the load runs anyway.
    if (!isActive() && !this.group.isBusy) {
      await this.context.asUnderTraffic((over) => this.alarms().untilActive(names, over), { reporter, signal });
    }
    return this.alarms().active();
  }

  private setAlarmPolling(enabled: boolean): void {
    const active = this.alarms().active().filter((name) => this.settings().deployment.alarms.includes(name));
    if (!enabled && this.group.alarmPolling && active.length > 0) {
      this.context.reporter.warning('deployment.alarms-ignored',
        `${active.join(', ')} is already in alarm: the next deployment ignores alarms, so that it can bring a fix`);
    }
    this.group.setAlarmPolling(enabled);
  }

  private alarms(): AlarmWatch {
    if (!this.watch) throw new Error(`the alarms of ${this.context.environment} are not watched yet`);
    return this.watch;
  }

  private settings(): Ec2Settings {
    if (!this.current) throw new Error(`the fleet of ${this.context.environment} is not running yet`);
    return this.current;
  }

  private async untilInService(settings: Ec2Settings, { reporter, signal }: Work): Promise<void> {
    const { environment } = this.context;
    const began = new Date().toISOString();
    const hopeless = new AbortController();
    const progress = new FleetProgress();
    const watching = setInterval(() => {
      const seconds = progress.hopelessAfter(this.instances(), this.fleet.isBooting);
      const text = `${environment} is waiting for its instances: ${this.awaited()}`;
      reporter.info('environment.waiting', text);
      if (seconds !== undefined) hopeless.abort(new ActionFailure(`${text}; nothing has changed for ${seconds} s`, { environment }));
    }, LOOK_EVERY_SECONDS * 1000);
    try {
      await this.fleet.apply(settings.fleet, AbortSignal.any([signal, hopeless.signal]));
    } catch (error) {
      stopIfAsked(signal);
      if (error instanceof InstanceRefreshFailed) {
        throw new ActionFailure(`${environment}: ${error.message}${this.whyNoRevision(began)}`, { environment });
      }
      throw error;
    } finally {
      clearInterval(watching);
    }
  }

  private instances(): readonly SeenInstance[] {
    return this.fleet.members().map(({ instance: { id }, lifecycle }) => ({ id, lifecycle, event: this.group.eventOn(id) }));
  }

  /** An instance that is launched gets the revision that serves. */
  private whyNoRevision(began: string): string {
    const newest = this.context.record.record.deployments.find(({ startedAt }) => startedAt >= began);
    return newest?.status === 'Failed' && newest.message !== undefined ? ` (${newest.message})` : '';
  }

  private awaited(): string {
    const waiting = this.instances().filter(({ lifecycle }) => lifecycle !== 'InService')
      .map(({ id, lifecycle, event }) => `${id} is ${lifecycle}${event ? `, ${event.name} ${event.status}` : ''}`);
    return waiting.join('; ') || 'one is booting';
  }

  /**
   * Registers an instance only once its application listens. Otherwise its first health check would fail, and the next one would come a
   * whole interval later. This cannot hide a defect, because AWS has no counterpart to restarting the whole fleet.
   */
  private async registerWhenListening(instance: Instance): Promise<void> {
    await untilListening(instance.host, instance.port, FIRST_CHECK_SECONDS * 1000, this.context.closing);
    if (!this.context.closing.aborted) this.context.entry().balancer.register(instance);
  }

  /** So that requests sent right afterwards find healthy targets. */
  private async untilServing(signal: AbortSignal): Promise<void> {
    await Promise.all(this.registering.splice(0));
    const { balancer } = this.context.entry();
    const patience = AbortSignal.any([signal, deadline(FIRST_CHECK_SECONDS * 1000)]);
    await Promise.allSettled(balancer.targets().map(({ id }) => balancer.untilHealthy(id, patience)));
  }

  private hooks(): GroupHooks {
    const { record, reporter, changed, entry } = this.context;
    return {
      launched: (instance) => {
        record.changeInstance({ id: instance.id, health: 'unhealthy' });
        this.unhealthy.inService(instance.id);
        return this.group.launched(instance, reporter.within({ instance: instance.id }));
      },
      restarted: (instance) => {
        this.unhealthy.inService(instance.id);
        // An instance on which a deployment failed, or was interrupted, gets no traffic until a deployment to it succeeds.
        const anyHealthy = record.record.instances.some(({ health }) => health === 'healthy');
        if (!anyHealthy || record.instance(instance.id)?.health === 'healthy') this.registering.push(this.registerWhenListening(instance));
      },
      terminating: (instance) => this.group.terminating(instance, reporter.within({ instance: instance.id })),
      terminated: (id) => {
        void entry().balancer.deregister(id);
        this.group.forget(id);
        this.unhealthy.terminated(id);
        changed();
      },
      changed,
    };
  }
}
