import { randomBytes } from 'node:crypto';
import { InvocationError, Throttled, type Answer, type ExecutionEnvironment, type Invocation } from './execution-environment';
import { FunctionFront } from './function-front';
import type { FunctionSettings } from './function-settings';
import { withSecrets } from './secret-variables';
import { shiftTraffic } from './traffic-shift';
import { VersionPool } from './version-pool';
import { Versions, type Version } from './versions';
import { counted } from '../../messages/counted';
import { ActionFailure, stopIfAsked } from '../../model/action-failure';
import type { Revision } from '../../model/revision';
import type { DeploymentState, InstanceState } from '../../model/run-state';
import { AlarmWatch } from '../alarms/alarm-watch';
import { forgetOldLogs } from '../hosts/forget-logs';
import { hostLogFolder } from '../shape/log-files';
import type { Compute, Description, LocalResource, ResourceContext, Work } from '../shape/resource';

export interface FunctionOptions {
  /** Factor by which waits are shorter than in the template. */
  readonly shortened?: number;
}

/** The default concurrency quota of an account. */
const ACCOUNT_CONCURRENCY = 1000;

interface Serving {
  readonly version: Version;
  readonly pool: VersionPool;
}

/** An environment's function: its versions, the weights of its alias, and the execution environments that answer requests. */
export class LocalFunction implements LocalResource<FunctionSettings> {
  readonly compute: Compute = {
    hostKind: 'execution environment',
    deploy: () => Promise.reject(new ActionFailure('functions are deployed by their change set')),
    settled: () => Promise.resolve(),
    setDesiredCapacity: () => undefined,
  };
  private readonly versions: Versions;
  private readonly front: FunctionFront;
  private settings?: FunctionSettings;
  private watch?: AlarmWatch;
  private live?: Serving;
  private throttles = 0;
  private throttlingReported = false;
  private next?: Serving & { weight: number };
  /** The last output of an execution environment, by its version's pool. */
  private readonly ended = new WeakMap<VersionPool, readonly string[]>();
  /** Versions whose first failed invocation was reported. */
  private readonly explained = new WeakSet<VersionPool>();

  constructor(private readonly context: ResourceContext, private readonly options: FunctionOptions) {
    this.versions = new Versions(context.directory);
    this.front = new FunctionFront((invocation) => this.invoke(invocation), (why) => {
      context.reporter.debug('function.invocation.failed', `${context.environment}: ${why}`);
    });
  }

  async start(settings: FunctionSettings, work: Work): Promise<void> {
    if (!this.settings) {
      const { balancer } = this.context.entry();
      balancer.register({
        id: settings.functionName, host: '127.0.0.1', port: await this.front.listen(), whyClosed: (port) => this.front.whyClosed(port),
      });
      this.watch = new AlarmWatch({ settings: () => this.settings?.alarms ?? [], balancer, reporter: this.context.reporter });
      await balancer.untilHealthy(settings.functionName, work.signal);
    }
    this.settings = settings;
    const restored = this.live ? undefined : await this.versions.restored();
    if (restored) this.live = this.serve(restored, settings, await this.variablesOf(settings));
    if (work.revision) await this.release(settings, work.revision, work);
  }

  async update(settings: FunctionSettings, before: FunctionSettings, work: Work): Promise<void> {
    if (work.revision && settings.releaseId !== before.releaseId) await this.release(settings, work.revision, work);
    this.settings = settings;
  }

  describe(): Description {
    return { instances: [this.live, this.next].flatMap((serving) => serving ? [...serving.pool.all].map((each) => describe(each, serving)) : []) };
  }

  async stop(): Promise<void> {
    this.watch?.close();
    if (this.settings) void this.context.entry().balancer.deregister(this.settings.functionName);
    this.front.close();
    for (const serving of [this.live, this.next]) serving?.pool.endAll();
  }

  /** Afterwards all traffic goes to one version, whatever happens: when the deployment fails, CloudFormation restores the alias. */
  private async release(settings: FunctionSettings, revision: Revision, work: Work): Promise<void> {
    // A secret without a value fails the change set before there is a version or a deployment.
    const variables = await this.variablesOf(settings);
    const version = await this.versions.publish(revision, settings.handler);
    const { environment, record } = this.context;
    const before = this.live;
    const deployment: DeploymentState = {
      id: `d-${randomBytes(5).toString('hex').toUpperCase().slice(0, 9)}`,
      creator: 'user',
      revision: revision.commit.id,
      status: 'InProgress',
      startedAt: new Date().toISOString(),
    };
    record.changeDeployment(deployment);
    const started = performance.now();
    const end = (result: Pick<DeploymentState, 'status' | 'errorCode' | 'message'>) => {
      record.changeDeployment({ ...deployment, ...result, seconds: (performance.now() - started) / 1000 });
    };
    work.reporter.info('function.published',
      `${environment}: version ${version.number} of ${settings.functionName} is ${revision.commit.id.slice(0, 7)}`);
    const serving = this.serve(version, settings, variables);
    try {
      this.next = { ...serving, weight: 0 };
      if (before) {
        await this.context.asUnderTraffic(async (signal) => this.watch?.untilActive(settings.rollbackAlarms, signal), work);
      }
      await this.context.underLoad(work.reporter, async () => {
        await this.shift(settings, serving, deployment, work);
        // The load continues while the previous version drains.
        this.live = serving;
        this.next = undefined;
        this.context.changed();
        await before?.pool.close();
      });
    } catch (error) {
      this.next = undefined;
      // First: what is cleaned up afterwards may fail, too.
      end({ status: work.signal.aborted ? 'Stopped' : 'Failed', message: (error as Error).message });
      await serving.pool.close();
      await this.versions.prune(before ? [before.version.number] : []);
      stopIfAsked(work.signal);
      throw error;
    }
    await this.versions.live(version);
    record.change({ revision, previousRevision: record.record.revision });
    end({ status: 'Succeeded' });
  }

  private async shift(settings: FunctionSettings, { pool }: Serving, deployment: DeploymentState, work: Work): Promise<void> {
    const { context } = this;
    const lastLines = () => [...pool.all].flatMap((environment) => environment.lastLines).slice(-15);
    await pool.provision();
    const before = this.throttles;
    await shiftTraffic({
      environment: context.environment,
      settings,
      // The alias is created together with the version, so there is no previous version to shift traffic from.
      first: this.live === undefined,
      shortened: this.options.shortened ?? 1,
      deploymentId: deployment.id,
      invokeNew: (invocation) => pool.invoke(invocation),
      weigh: (weight) => {
        if (this.next) this.next.weight = weight;
        context.record.changeDeployment({ ...deployment, shiftedPercent: Math.round(weight * 100) });
        context.changed();
      },
      onAlarm: (names, listener) => this.watch?.onActive(names, listener) ?? (() => undefined),
      throttled: () => {
        const times = this.throttles - before;
        if (times === 0) return '';
        return `; requests were throttled ${counted(times, 'time')}: \`reservedConcurrency\` is ${settings.reservedConcurrency ?? 'not set'}`;
      },
      lastLines: () => this.ended.get(pool) ?? lastLines(),
    }, work);
  }

  private variablesOf({ variables }: FunctionSettings): Promise<FunctionSettings['variables']> {
    return withSecrets(variables, this.context.secrets);
  }

  private serve(version: Version, settings: FunctionSettings, variables: FunctionSettings['variables']): Serving {
    const { context } = this;
    const { mask } = context.secrets;
    const pool: VersionPool = new VersionPool({
      settings: {
        ...settings,
        variables,
        task: version.folder,
        version: version.number,
        logFolder: (id) => hostLogFolder(context.directory, id),
        ...mask && { mask },
      },
      provisioned: settings.provisionedConcurrency,
      throttled: () => this.throttled(pool, settings),
      started: (environment) => {
        context.reporter.within({ instance: environment.id }).debug('function.environment.started',
          `${environment.id} of version ${version.number} is ready after ${Math.round(performance.now() - environment.startedAt)} ms`);
        context.changed();
      },
      ended: (environment, why) => {
        if (environment.lastLines.length > 0) this.ended.set(pool, [...environment.lastLines]);
        void forgetOldLogs(context.directory, (id) => [this.live, this.next].some((each) => [...each?.pool.all ?? []].some((one) => one.id === id)));
        context.reporter.within({ instance: environment.id }).debug('function.environment.ended', `${environment.id}: ${why}`);
        context.changed();
      },
      changed: context.changed,
    });
    return { version, pool };
  }

  /** Why a request is throttled, if so. The check of a version without traffic is exempt. */
  private throttled(pool: VersionPool, { reservedConcurrency }: FunctionSettings): string | undefined {
    const { live, next } = this;
    if (next?.pool === pool && next.weight === 0) return undefined;
    const serving = [live, next?.weight === 0 ? undefined : next];
    const inProgress = serving.reduce((sum, each) => sum + (each?.pool.concurrency ?? 0), 0);
    const limit = reservedConcurrency ?? ACCOUNT_CONCURRENCY;
    if (inProgress < limit) return undefined;
    this.throttles += 1;
    const whose = reservedConcurrency === undefined ? "the account's limit" : '`reservedConcurrency`';
    return `throttled: ${counted(inProgress, 'request')} at the same time, and ${whose} is ${limit}`;
  }

  /** The alias routes a share of the requests to the next version. */
  private invoke(invocation: Invocation): Promise<Answer> {
    const { live, next } = this;
    const serving = next && (!live || Math.random() < next.weight) ? next : live;
    if (!serving) return Promise.reject(new Error('no version has been published yet'));
    return serving.pool.invoke(invocation).catch((error: Error) => {
      if (error instanceof InvocationError) this.explain(serving, error);
      throw error;
    });
  }

  /** CloudFormation creates a first version without invoking it, so only this shows why it answers nothing but 502. */
  private explain({ pool, version }: Serving, error: InvocationError): void {
    if (error instanceof Throttled) return this.explainThrottling(error);
    const { message } = error;
    if (this.explained.has(pool)) return;
    this.explained.add(pool);
    const { environment, reporter } = this.context;
    const lines = this.ended.get(pool) ?? [];
    reporter.warning('function.crashed', `${environment}: version ${version.number} answers 502: ${message}`, { lines });
  }

  private explainThrottling({ message }: Throttled): void {
    if (this.throttlingReported) return;
    this.throttlingReported = true;
    this.context.reporter.warning('function.throttled', `${this.context.environment} answers 502: ${message}`);
  }
}

function describe(environment: ExecutionEnvironment, { version }: Serving): InstanceState {
  return {
    id: environment.id,
    availabilityZone: `version ${version.number}`,
    lifecycle: environment.state,
    inService: environment.state !== 'Initializing',
    target: environment.state === 'Initializing' ? 'initial' : 'healthy',
    revision: version.commit,
    port: environment.port,
    inFlight: environment.state === 'Busy' ? 1 : 0,
    requests: environment.requests,
  };
}
