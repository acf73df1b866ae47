import { EnvironmentLoad } from './environment-load';
import { EnvironmentResources } from './environment-resources';
import { describeEnvironment } from './environment-state';
import type { ReadScenario } from './load-scenario-file';
import { ResourcePorts } from './resource-ports';
import type { BuildProject, Template } from '../../assembly';
import { counted } from '../../messages/counted';
import { messageOf } from '../../messages/message-of';
import type { Reporter } from '../../messages/reporter';
import { UserError } from '../../messages/user-error';
import { stopIfAsked } from '../../model/action-failure';
import type { EnvironmentState } from '../../model/run-state';
import type { SecretValues } from '../../model/secrets';
import {
  logFilesOf, readResources, type Compute, type DeploymentRequest, type DeploymentResult, type EnvironmentFile,
  type EnvironmentRecord, type LogFile, type ReadResources, type ReadResult, type ResourceKind, type StateMachineRunner,
  type Work,
} from '../../resources';
import type { ResolvedStack, ResolveOptions } from '../../stack';
import type { RunSecrets } from '../secrets/run-secrets';

export interface EnvironmentParts {
  readonly name: string;
  readonly record: EnvironmentFile;
  /** Contains the folders of its resources. */
  readonly directory: string;
  readonly kinds: readonly ResourceKind[];
  /** Requests per second during deployments. */
  readonly loadRate?: number;
  readonly secrets: RunSecrets;
  /** Reads the load scenario of a commit. */
  readonly scenarioOf: ReadScenario;
  /** For messages outside of any execution. */
  readonly reporter: Reporter;
  readonly closing: AbortSignal;
  readonly changed: () => void;
}

/** One environment on this machine, in the state of its last executed change set. */
export class Environment {
  private readonly ports: ResourcePorts;
  private readonly load: EnvironmentLoad;
  private readonly resources: EnvironmentResources;
  private inForce?: ReadResources;
  private restoring?: Promise<void>;
  private isRestored = false;

  constructor(private readonly parts: EnvironmentParts) {
    const { name, record, directory, reporter, closing, changed, secrets } = parts;
    this.ports = new ResourcePorts(record);
    this.load = new EnvironmentLoad(parts.loadRate, parts.scenarioOf);
    this.resources = new EnvironmentResources({
      environment: name,
      record,
      directory,
      reporter,
      closing,
      changed,
      ports: this.ports,
      secrets,
      asUnderTraffic: async (untilActive, work) => {
        await this.load.beforehand(this.resources.face('entry'), this.record.revision?.commit.id, untilActive, { ...work, environment: name });
        stopIfAsked(work.signal);
      },
      underLoad: async (during, work, { next, serves } = {}) => {
        if (next !== undefined) await this.load.prepare(this.record.revision?.commit.id, next);
        return this.load.during(this.resources.face('entry'), during, work, serves);
      },
    });
  }

  get name(): string {
    return this.parts.name;
  }

  get record(): EnvironmentRecord {
    return this.parts.record.record;
  }

  get url(): string {
    return this.resources.face('entry')?.balancer.url ?? '';
  }

  /** The attributes of resources that run locally, such as their addresses, for resolving a template. */
  attributesIn(template: Template): Promise<ResolveOptions['attributes']> {
    return this.ports.attributesIn(template, this.parts.kinds);
  }

  /** Determines which parts of a stack run locally. */
  read(stack: ResolvedStack): ReadResult {
    return readResources(this.parts.kinds, stack);
  }

  /** Logical ids that run locally, of the last executed stack. */
  get runHere(): ReadonlySet<string> {
    const read = this.record.stack && this.read(this.record.stack);
    return read?.status === 'success' ? read.value.runHere : new Set();
  }

  /** Restores what an earlier run left: the same instances with the revisions that are on them. */
  restore(resources: ReadResources, signal: AbortSignal): Promise<void> {
    this.restoring ??= this.restoreNow(resources, signal).catch((error: unknown) => {
      if (signal.aborted) return;
      // Unreadable state must not be ignored, because it describes existing instances.
      if (error instanceof UserError) throw error;
      this.parts.reporter.warning(
        'environment.not-restored',
        `${this.name} could not be restored (${messageOf(error)}); the next execution tries again`,
      );
    }).finally(() => { this.isRestored = true; });
    return this.restoring;
  }

  private async restoreNow(resources: ReadResources, signal: AbortSignal): Promise<void> {
    const { reporter } = this.parts;
    const count = this.record.instances.length;
    const what = count > 0 ? counted(count, 'instance') : 'the last revision';
    reporter.info('environment.restoring', `${this.name}: restoring ${what} from the previous run`);
    await this.apply(resources, { reporter, signal });
    const revision = this.record.revision?.commit.id.slice(0, 7) ?? 'no revision';
    reporter.info('environment.restored', `${this.name} serves ${revision} at ${this.url}`);
  }

  /** Brings the environment to the state of the executed change set. */
  async execute(stack: ResolvedStack, resources: ReadResources, work: Work): Promise<void> {
    await this.untilRestored(work);
    if (work.revision) await this.load.prepare(this.record.revision?.commit.id, work.revision.commit.id);
    await this.apply(resources, work);
    for (const text of resources.imitatedOtherwise) {
      work.reporter.warning('environment.imitated-otherwise', `${this.name}: ${text}`);
    }
    this.parts.record.change({ stack });
    this.parts.changed();
  }

  async deploy(request: DeploymentRequest): Promise<DeploymentResult> {
    await this.load.prepare(this.record.revision?.commit.id, request.revision.commit.id);
    return this.compute.deploy(request);
  }

  get secrets(): SecretValues {
    return this.resources.secrets;
  }

  /** The CodeBuild project with this name, as of the last executed change set. */
  buildProject(name: string): BuildProject | undefined {
    return this.resources.buildProject(name);
  }

  get stateMachines(): StateMachineRunner | undefined {
    return this.resources.face('stateMachines');
  }

  /** Resolves when the state machines started by a deployment have ended, and the instances that they scaled in are gone. */
  async settled(): Promise<void> {
    if (await this.stateMachines?.settled()) await this.compute.settled();
  }

  /** Sets the desired capacity, as a scaling policy would. */
  setDesiredCapacity(desired: number): void {
    this.compute.setDesiredCapacity(desired);
  }

  /** A number of its hosts, in the terms of its compute. */
  hosts(count: number): string {
    return counted(count, this.resources.face('compute')?.hostKind ?? 'host');
  }

  logs(): Promise<readonly LogFile[]> {
    return logFilesOf(this.parts.directory);
  }

  state(): EnvironmentState {
    return describeEnvironment({
      name: this.name,
      record: this.record,
      load: this.load.report(),
      recordedOnly: this.inForce?.recordedOnly ?? [],
      balancer: this.resources.face('entry')?.balancer,
      hostKind: this.resources.face('compute')?.hostKind,
      described: this.resources.describe(),
    });
  }

  async close(): Promise<void> {
    try {
      await this.load.stop();
    } finally {
      await this.resources.stop();
    }
  }

  private async untilRestored({ reporter, signal }: Work): Promise<void> {
    stopIfAsked(signal);
    if (!this.restoring || this.isRestored) return;
    reporter.info('environment.waiting', `${this.name} is still starting what the previous run left`);
    const stopped = new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
    await Promise.race([this.restoring, stopped]);
    stopIfAsked(signal);
  }

  private async apply(resources: ReadResources, work: Work): Promise<void> {
    this.inForce = resources;
    await this.resources.apply(resources, work);
  }

  private get compute(): Compute {
    const compute = this.resources.face('compute');
    if (!compute) throw new Error(`${this.name} is not running yet`);
    return compute;
  }
}
