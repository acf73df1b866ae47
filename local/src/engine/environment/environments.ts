import { Environment } from './environment';
import type { ReadScenario } from './load-scenario-file';
import type { EnvironmentModel, PipelineModel } from '../../assembly';
import type { Reporter } from '../../messages/reporter';
import { ActionFailure } from '../../model/action-failure';
import type { Revision } from '../../model/revision';
import type { EnvironmentState } from '../../model/run-state';
import { EnvironmentFile, type EnvironmentRecord, type ResourceKind } from '../../resources';
import type { ActionRun } from '../execution/action';
import type { RunSecrets } from '../secrets/run-secrets';
import type { StateDirectory } from '../state/state-directory';
import type { StateWriter } from '../state/state-writer';

export interface EnvironmentsParts {
  readonly state: StateDirectory;
  readonly writer: StateWriter;
  readonly kinds: readonly ResourceKind[];
  /** Requests per second during deployments. */
  readonly loadRate?: number;
  readonly scenarioOf: ReadScenario;
  readonly secrets: RunSecrets;
  readonly reporter: Reporter;
  /** Aborted when the runner ends. */
  readonly closing: AbortSignal;
  readonly changed: () => void;
}

/** The environments of the pipeline, by name. */
export class Environments {
  private readonly known = new Map<string, Promise<Environment>>();
  private readonly opened: Environment[] = [];
  private order: readonly string[] = [];

  constructor(private readonly parts: EnvironmentsParts) {}

  /** The environment that an action targets, found by its stack or its stage. */
  ofAction({ action, stage, pipeline }: ActionRun): Promise<Environment> {
    const { environments } = pipeline.metadata;
    this.order = environments.map(({ name }) => name);
    const model = environments.find(({ stackName }) => stackName === action.configuration.StackName)
      ?? environments.find((each) => each.stage === stage.name);
    if (!model) {
      const names = environments.map(({ name }) => name).join(', ');
      throw new ActionFailure(`action ${action.name} of stage ${stage.name} targets no environment of the pipeline: ${names}`);
    }
    return this.environment(model);
  }

  /** Restores everything that an earlier run left, all environments at once. */
  async restore(pipeline: PipelineModel, signal: AbortSignal): Promise<void> {
    const { environments } = pipeline.metadata;
    this.order = environments.map(({ name }) => name);
    // Settles only when all of them have: none may come up after the run has ended.
    await settledThenAll(environments.map(async (model) => {
      const environment = await this.environment(model);
      const { stack } = environment.record;
      if (!stack || environment.url !== '') return;
      const read = environment.read(stack);
      if (read.status === 'success') await environment.restore(read.value, signal);
      else this.parts.reporter.warning('environment.not-restored', `${model.name} cannot be restored: ${read.messages.join('; ')}`);
    }));
  }

  /** In the order of the pipeline, not in the order in which they came up. */
  all(): readonly Environment[] {
    return [...this.opened].sort((a, b) => this.order.indexOf(a.name) - this.order.indexOf(b.name));
  }

  named(name: string): Environment | undefined {
    return this.opened.find((environment) => environment.name === name);
  }

  states(): readonly EnvironmentState[] {
    return this.all().map((environment) => environment.state());
  }

  /** Revisions that are on an instance, or that could be rolled back to. */
  neededRevisions(): readonly Revision[] {
    return this.opened.flatMap(({ record }) => [record.revision, record.previousRevision, ...record.instances.map((each) => each.revision)])
      .filter((revision) => revision !== undefined);
  }

  needsExecution(executionId: string): boolean {
    return this.neededRevisions().some((revision) => revision.executionId === executionId);
  }

  /** Resolves when the follow-ups of deployments are done. */
  async settled(): Promise<void> {
    await settledThenAll(this.opened.map((environment) => environment.settled()));
  }

  /** Settles only when all of them have stopped: none may outlive the run because another one could not be stopped. */
  async close(): Promise<void> {
    await settledThenAll(this.opened.map((environment) => environment.close()));
  }

  private environment(model: EnvironmentModel): Promise<Environment> {
    const known = this.known.get(model.name);
    if (known) return known;
    const opening = this.open(model);
    this.known.set(model.name, opening);
    // What could not be read now may be readable the next time.
    opening.catch(() => this.known.delete(model.name));
    return opening;
  }

  private async open({ name, stackName }: EnvironmentModel): Promise<Environment> {
    const { state, writer, kinds, loadRate, scenarioOf, secrets, reporter, closing, changed } = this.parts;
    const path = state.environmentFile(name);
    const record = await state.read<EnvironmentRecord>(path) ?? { version: 1, stackName, instances: [], deployments: [] };
    const environment = new Environment({
      name,
      kinds,
      loadRate,
      scenarioOf,
      secrets,
      closing,
      changed,
      record: new EnvironmentFile(record, (changedRecord) => writer.put(path, changedRecord)),
      directory: state.environment(name),
      reporter: reporter.within({ environment: name }),
    });
    this.opened.push(environment);
    return environment;
  }
}

async function settledThenAll(work: readonly Promise<unknown>[]): Promise<void> {
  await Promise.allSettled(work);
  await Promise.all(work);
}
