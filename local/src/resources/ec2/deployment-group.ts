import { Deployment, type DeploymentResult } from './deployment';
import type { Ec2Settings } from './ec2-settings';
import { deployToHost, succeeded } from './host-deployment';
import type { StartAgent } from './instance-agent';
import { lifecycleEvents, terminationEvents, type LifecycleEventName } from './lifecycle-events';
import type { JsonObject } from '../../assembly/json';
import { newDeploymentId, type RolloutHost } from '../../codedeploy/rollout';
import type { GroupMember } from '../../fleet';
import { counted } from '../../messages/counted';
import type { Reporter } from '../../messages/reporter';
import { stopIfAsked } from '../../model/action-failure';
import type { DeploymentConfig, DeploymentStatus, LifecycleEventResult, LifecycleEventStatus } from '../../model/deployment';
import type { Instance } from '../../model/instance';
import type { Revision } from '../../model/revision';
import type { DeploymentState } from '../../model/run-state';
import type { LoadBalancer } from '../../model/target';
import { untilListening } from '../../system/listening';
import type { AlarmWatch } from '../alarms/alarm-watch';
import { shownOutput } from '../hosts/shown-output';
import type { EnvironmentFile } from '../shape/environment-record';

export interface DeploymentGroupParts {
  readonly settings: () => Ec2Settings;
  readonly file: EnvironmentFile;
  readonly members: () => readonly GroupMember[];
  readonly balancer: () => LoadBalancer;
  readonly alarms: () => AlarmWatch;
  readonly startAgent: StartAgent;
  readonly whyFailed: (instance: Instance, since: Date) => Promise<readonly string[]>;
  readonly allowTrafficTimeoutSeconds: number;
  /** Aborted when the runner ends. */
  readonly closing: AbortSignal;
  readonly changed: () => void;
  /** Publishes an event in the shape that Amazon EventBridge would receive. */
  readonly emit: (event: JsonObject) => void;
}

/** What one instance has to do during a deployment. */
interface HostWork {
  readonly deploymentId: string;
  readonly creator: Creator;
  readonly revision: Revision;
  readonly events: readonly LifecycleEventName[];
}

/** For a single new instance, which serves no traffic yet. */
const ONE_NEW_INSTANCE: DeploymentConfig = { name: 'CodeDeployDefault.AllAtOnce', minimumHealthyHosts: { type: 'HOST_COUNT', value: 0 } };

/** State names as they appear in the event; there is no event for a deployment in progress. */
const EVENT_STATES: Readonly<Partial<Record<DeploymentStatus, string>>> = { Succeeded: 'SUCCESS', Failed: 'FAILURE', Stopped: 'STOP' };

/** If nothing answers on the instance by then, it goes into service anyway, as on AWS. */
const PLACEHOLDER_SECONDS = 3;

type Creator = DeploymentState['creator'];

/** Does everything that CodeDeploy does with the instances of one environment. */
export class DeploymentGroup {
  private queue: Promise<unknown> = Promise.resolve();
  private inProgress = 0;
  /** Log excerpts of the instances on which the last deployment failed. */
  private readonly findings = new Map<string, readonly string[]>();
  private readonly events = new Map<string, { readonly name: string; readonly status: LifecycleEventStatus }>();

  constructor(private readonly parts: DeploymentGroupParts) {}

  get isBusy(): boolean {
    return this.inProgress > 0;
  }

  /** Whether deployments stop for the group's alarms: the template's setting, unless it was overridden by an API call. */
  get alarmPolling(): boolean {
    const { file, settings } = this.parts;
    return file.record.alarmPolling ?? settings().deployment.alarmPolling;
  }

  setAlarmPolling(enabled: boolean): void {
    this.parts.file.change({ alarmPolling: enabled });
  }

  /** Lines to display: what an instance's application logged when a deployment to it failed. */
  findingsOn(instanceId: string): readonly string[] {
    return this.findings.get(instanceId) ?? [];
  }

  eventOn(instanceId: string): { readonly name: string; readonly status: LifecycleEventStatus } | undefined {
    return this.events.get(instanceId);
  }

  /** Deploys, then rolls back if that failed, or updates the instances that were launched in the meantime. */
  deploy(revision: Revision, reporter: Reporter, signal: AbortSignal): Promise<DeploymentResult> {
    return this.oneAtATime(async () => {
      // It may have been stopped while it waited for its turn: then there is no deployment, and nothing to roll back.
      stopIfAsked(signal);
      const result = await this.run('user', revision, this.hosts(revision), reporter, signal);
      if (result.state.status === 'Succeeded') await this.updateOutdated(revision, reporter);
      else await this.rollBack(result.state, reporter);
      return result;
    });
  }

  /** Brings a launched instance to the last successfully deployed revision before it goes into service. */
  async launched(instance: Instance, reporter: Reporter): Promise<'CONTINUE' | 'ABANDON'> {
    const { file, closing } = this.parts;
    const revision = file.record.revision;
    if (!revision) {
      // User data has started a placeholder or the application: its first health check should find it listening.
      await untilListening(instance.host, instance.port, PLACEHOLDER_SECONDS * 1000, closing);
      this.parts.balancer().register(instance);
      return 'CONTINUE';
    }
    const host: RolloutHost = { id: instance.id, zone: instance.availabilityZone, health: 'unhealthy', revision: 'unknown' };
    const result = await this.run('autoscaling', revision, [host], reporter, closing, new Map([[instance.id, instance]]));
    return result.state.status === 'Succeeded' ? 'CONTINUE' : 'ABANDON';
  }

  /** An instance leaves the fleet. Without a termination hook it is only deregistered from the load balancer. */
  async terminating(instance: Instance, reporter: Reporter): Promise<void> {
    const { balancer, file, settings } = this.parts;
    const { deployment } = settings();
    const revision = file.instance(instance.id)?.revision ?? file.record.revision;
    if (deployment.terminationHook && revision) {
      const events = terminationEvents(deployment.trafficControl);
      const work: HostWork = { deploymentId: newDeploymentId(), creator: 'autoscaling', revision, events };
      await this.onHost(instance, work, reporter, this.parts.closing);
    }
    await balancer().deregister(instance.id);
  }

  forget(instanceId: string): void {
    this.events.delete(instanceId);
    this.findings.delete(instanceId);
    this.parts.file.forgetInstance(instanceId);
  }

  private async rollBack({ id, errorCode, status }: DeploymentState, reporter: Reporter): Promise<void> {
    const { file, settings, closing } = this.parts;
    const stopped = errorCode === 'ALARM_ACTIVE' ? 'DEPLOYMENT_STOP_ON_ALARM' : 'DEPLOYMENT_STOP_ON_REQUEST';
    const event = status === 'Failed' ? 'DEPLOYMENT_FAILURE' : stopped;
    if (closing.aborted || !settings().deployment.autoRollbackEvents.includes(event)) return;
    const good = file.record.revision;
    if (!good) {
      reporter.warning('deployment.rollback.none', 'there is no earlier successful deployment to roll back to');
      return;
    }
    reporter.warning('deployment.rollback', `rolling back to ${good.commit.id.slice(0, 7)} after ${id}`);
    await this.run('codeDeployRollback', good, this.hosts(good), reporter, closing);
  }

  /** Instances that were launched during the deployment still have the previous revision. */
  private async updateOutdated(revision: Revision, reporter: Reporter): Promise<void> {
    const { settings, closing } = this.parts;
    if (closing.aborted || settings().deployment.outdatedInstancesStrategy !== 'UPDATE') return;
    const outdated = this.hosts(revision).filter((host) => host.revision !== 'current');
    if (outdated.length === 0) return;
    reporter.info('deployment.outdated', `updating ${counted(outdated.length, 'instance')} launched with an older revision`);
    await this.run('CodeDeployAutoUpdate', revision, outdated, reporter, closing);
  }

  private async run(
    creator: Creator, revision: Revision, hosts: readonly RolloutHost[], reporter: Reporter, signal: AbortSignal,
    extra?: ReadonlyMap<string, Instance>,
  ): Promise<DeploymentResult> {
    const { file, settings, changed } = this.parts;
    const group = settings().deployment;
    const events = lifecycleEvents(creator, group.trafficControl);
    const instances = new Map([...this.inService().map(({ instance }) => [instance.id, instance] as const), ...extra ?? []]);
    const deployment = new Deployment({
      creator,
      hosts,
      reporter,
      revision: revision.commit.id,
      config: creator === 'autoscaling' ? ONE_NEW_INSTANCE : group.config,
      onChange: (state) => { file.changeDeployment(state); changed(); },
      deployToHost: (id, { id: deploymentId }, hostSignal) =>
        this.onHost(instances.get(id), { deploymentId, creator, revision, events }, reporter, hostSignal),
    });
    const stop = () => deployment.stop('MANUAL_STOP', 'the deployment was stopped by a user');
    if (signal.aborted) stop();
    else signal.addEventListener('abort', stop, { once: true });
    const stopWatching = this.parts.alarms().onActive(
      this.alarmsThatStop(creator), (name) => deployment.stop('ALARM_ACTIVE', `alarm ${name} is in alarm`),
    );
    this.inProgress += 1;
    try {
      const result = await deployment.run();
      if (result.state.status === 'Succeeded' && creator !== 'autoscaling') this.succeededWith(revision);
      this.emitStateChange(result.state);
      return result;
    } finally {
      this.inProgress -= 1;
      stopWatching();
      signal.removeEventListener('abort', stop);
      for (const { id } of hosts) this.events.delete(id);
      changed();
    }
  }

  /** A rollback and a new instance bring back what served before, so no alarm stops them. */
  private alarmsThatStop(creator: Creator): readonly string[] {
    const bringsSomethingNew = creator === 'user' || creator === 'CodeDeployAutoUpdate';
    return bringsSomethingNew && this.alarmPolling ? this.parts.settings().deployment.alarms : [];
  }

  private async onHost(
    instance: Instance | undefined, { deploymentId, creator, revision, events }: HostWork, parentReporter: Reporter, signal: AbortSignal,
  ): Promise<readonly LifecycleEventResult[]> {
    const { file, settings, balancer, startAgent, allowTrafficTimeoutSeconds, changed } = this.parts;
    if (!instance) return events.map((name) => ({ name, status: 'Skipped', noop: false }));
    const reporter = parentReporter.within({ instance: instance.id });
    // Until the last event has succeeded, the instance's content is unknown. Recorded now, so that it is still true if the runner is
    // killed.
    file.changeInstance({ id: instance.id, health: 'unhealthy' });
    const started = new Date();
    const results = await deployToHost({
      target: instance,
      events,
      allowTrafficTimeoutSeconds,
      reporter,
      signal,
      balancer: balancer(),
      agent: startAgent(instance, { deploymentId, creator, revision, reporter, group: settings().deployment }),
      onEvent: (name, status) => { this.events.set(instance.id, { name, status }); changed(); },
    });
    if (succeeded(results)) {
      file.changeInstance({ id: instance.id, health: 'healthy', revision });
    } else {
      // The rollback that may follow must not overwrite this.
      const answered = balancer().targets().find(({ id }) => id === instance.id)?.answered;
      const output = await shownOutput(this.parts.whyFailed(instance, started), reporter);
      this.findings.set(instance.id, [...answered === undefined ? [] : [answered], ...output]);
    }
    return results;
  }

  /** Sent whatever the result. A rollback is a deployment of its own, with its own event. */
  private emitStateChange({ id, status }: DeploymentState): void {
    const state = EVENT_STATES[status];
    const { applicationName: application, deploymentGroupName: deploymentGroup } = this.parts.settings().deployment;
    if (state === undefined) return;
    this.parts.emit({
      'source': 'aws.codedeploy',
      'detail-type': 'CodeDeploy Deployment State-change Notification',
      'detail': { deploymentId: id, application, deploymentGroup, state },
    });
  }

  private succeededWith(revision: Revision): void {
    const { record } = this.parts.file;
    if (record.revision?.id === revision.id) return;
    this.parts.file.change({ revision, previousRevision: record.revision });
  }

  /** The instances in service, with what CodeDeploy knows about each. `wanted` is the revision that counts as current. */
  private hosts(wanted: Revision): RolloutHost[] {
    const current = this.parts.file.record.revision?.id ?? wanted.id;
    return this.inService().map(({ instance }) => {
      const known = this.parts.file.instance(instance.id);
      return {
        id: instance.id,
        zone: instance.availabilityZone,
        health: known?.health ?? 'unhealthy',
        revision: !known?.revision ? 'unknown' : known.revision.id === current ? 'current' : 'old',
      };
    });
  }

  private inService(): readonly GroupMember[] {
    return this.parts.members().filter(({ lifecycle }) => lifecycle === 'InService');
  }

  /** Runs one at a time, because CodeDeploy allows only one deployment at a time in a deployment group. */
  private oneAtATime<T>(work: () => Promise<T>): Promise<T> {
    const result = this.queue.then(work, work);
    this.queue = result.catch(() => undefined);
    return result;
  }
}
