import { EnvironmentLoad } from './environment-load';
import { EnvironmentResources } from './environment-resources';
import { describeEnvironment } from './environment-state';
import type { ReadScenario } from './load-scenario-file';
import { ResourcePorts } from './resource-ports';
import type { BuildProject, Template } from '../../assembly';
import { messageOf } from '../../messages/message-of';
import type { Reporter } from '../../messages/reporter';
import { UserError } from '../../messages/user-error';
import { stopIfAsked } from '../../model/action-failure';
import type { EnvironmentState } from '../../model/run-state';
import type { SecretValues } from '../../model/secrets';
import {
  readResources, type Compute, type DeploymentRequest, type DeploymentResult, type EnvironmentFile,
  type EnvironmentRecord, type LogFile, type ReadResources, type ReadResult, type ResourceKind, type StateMachineRunner,
  type Work,
} from '../../resources';
import type { ResolvedStack, ResolveOptions } from '../../stack';
import type { RunSecrets } from '../secrets/run-secrets';

export interface EnvironmentParts {
  readonly name: string;
  readonly record: EnvironmentFile;
  /** Of everything that its resources keep. */
  readonly directory: string;
  readonly kinds: readonly ResourceKind[];
  /** Requests a second, during deployments. */
  readonly loadRate?: number;
  readonly secrets: RunSecrets;
  /** What the load sends. */
  readonly scenarioOf: ReadScenario;
  /** For what happens while nobody executes anything. */
  readonly reporter: Reporter;
  readonly closing: AbortSignal;
  readonly changed: () => void;
}

/** One environment on this machine: what its last executed change set says. */
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
      underLoad: async (during, work, next) => {
        if (next !== undefined) await this.load.prepare(this.record.revision?.commit.id, next);
        return this.load.during(this.resources.face('entry'), during, work);
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

  /** Where what runs here will be reached: a template is resolved with it. */
  attributesIn(template: Template): Promise<ResolveOptions['attributes']> {
    return this.ports.attributesIn(template, this.parts.kinds);
  }

  /** What of a stack runs here. */
  read(stack: ResolvedStack): ReadResult {
    return readResources(this.parts.kinds, stack);
  }

  /** What has a counterpart here of the stack that was executed last. */
  get runHere(): ReadonlySet<string> {
    const read = this.record.stack && this.read(this.record.stack);
    return read?.status === 'success' ? read.value.runHere : new Set();
  }

  /** Brings up what an earlier run left: the same instances with the revisions that are on them. */
  restore(resources: ReadResources, signal: AbortSignal): Promise<void> {
    this.restoring ??= this.restoreNow(resources, signal).catch((error: unknown) => {
      if (signal.aborted) return;
      // State that cannot be read: what it says of instances must not be passed over.
      if (error instanceof UserError) throw error;
      this.parts.reporter.warning(
        'environment.not-restored',
        `${this.name} did not come up as it was (${messageOf(error)}); the next execution tries again`,
      );
    }).finally(() => { this.isRestored = true; });
    return this.restoring;
  }

  private async restoreNow(resources: ReadResources, signal: AbortSignal): Promise<void> {
    const { reporter } = this.parts;
    const count = this.record.instances.length;
    const what = count > 0 ? `${count} instance(s)` : 'what served at the end';
    reporter.info('environment.restoring', `${this.name}: starting ${what} of the run before`);
    await this.apply(resources, { reporter, signal });
    const revision = this.record.revision?.commit.id.slice(0, 7) ?? 'no revision';
    reporter.info('environment.restored', `${this.name} serves ${revision} at ${this.url}`);
  }

  /** Makes the environment what the executed change set says. */
  async execute(stack: ResolvedStack, resources: ReadResources, work: Work): Promise<void> {
    await this.untilRestored(work);
    if (work.revision) await this.load.prepare(this.record.revision?.commit.id, work.revision.commit.id);
    await this.apply(resources, work);
    for (const text of resources.resources.flatMap(({ reading }) => reading.imitatedOtherwise ?? [])) {
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

  /** The project of CodeBuild of this name, as the last executed change set says. */
  buildProject(name: string): BuildProject | undefined {
    return this.resources.buildProject(name);
  }

  get stateMachines(): StateMachineRunner | undefined {
    return this.resources.face('stateMachines');
  }

  /** Ends when the state machines that a deployment has started have ended, and the instances that they sent away are gone. */
  async settled(): Promise<void> {
    if (await this.stateMachines?.settled()) await this.compute.settled();
  }

  /** What a scaling policy would do. */
  setDesiredCapacity(desired: number): void {
    this.compute.setDesiredCapacity(desired);
  }

  logs(): Promise<readonly LogFile[]> {
    return this.resources.logs();
  }

  state(): EnvironmentState {
    return describeEnvironment({
      name: this.name,
      record: this.record,
      load: this.load,
      recordedOnly: this.inForce?.recordedOnly ?? [],
      balancer: this.resources.face('entry')?.balancer,
      described: this.resources.describe(),
    });
  }

  async close(): Promise<void> {
    await this.load.stop();
    await this.resources.stop();
  }

  private async untilRestored({ reporter, signal }: Work): Promise<void> {
    stopIfAsked(signal);
    if (!this.restoring || this.isRestored) return;
    reporter.info('environment.waiting', `${this.name} waits until the instances of the run before have come up`);
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
    if (!compute) throw new Error(`${this.name} has not come up`);
    return compute;
  }
}
