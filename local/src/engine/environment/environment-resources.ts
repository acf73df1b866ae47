import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { ResourcePorts } from './resource-ports';
import type { BuildProject } from '../../assembly';
import type { JsonObject } from '../../assembly/json';
import { messageOf } from '../../messages/message-of';
import type { Reporter } from '../../messages/reporter';
import type { SecretStoreName, SecretValues } from '../../model/secrets';
import {
  inStopOrder, type Description, type EnvironmentFile, type LocalResource, type ReadResource,
  type ReadResources, type ResourceContext, type ServiceCalls, type Work,
} from '../../resources';
import type { RunSecrets } from '../secrets/run-secrets';

export interface EnvironmentResourcesParts {
  readonly environment: string;
  readonly record: EnvironmentFile;
  readonly directory: string;
  readonly ports: ResourcePorts;
  readonly secrets: RunSecrets;
  /** For messages outside of any execution, such as an instance being replaced. */
  readonly reporter: Reporter;
  readonly closing: AbortSignal;
  readonly changed: () => void;
  readonly underLoad: ResourceContext['underLoad'];
  readonly asUnderTraffic: ResourceContext['asUnderTraffic'];
}

interface Opened extends ReadResource {
  readonly resource: LocalResource;
  /** The settings of the last change set applied to it. */
  settings?: { readonly value: unknown };
}

/** The local resources of one environment. Works the same for all kinds. */
export class EnvironmentResources {
  private readonly opened = new Map<string, Opened>();

  /** The secrets of all resources, and those given to the run. */
  readonly secrets: SecretValues;

  constructor(private readonly parts: EnvironmentResourcesParts) {
    this.secrets = { find: (store, name) => this.secret(store, name), mask: parts.secrets.mask };
  }

  /** Starts, updates or removes resources so that they match the template. */
  async apply({ resources }: ReadResources, work: Work): Promise<void> {
    const wanted = new Set(resources.map(keyOf));
    const gone = [...this.opened.values()].filter((each) => !wanted.has(keyOf(each)));
    await this.bringAllUp(resources, work);
    for (const each of inStopOrder(gone)) await this.remove(each, work.reporter);
  }

  describe(): readonly Description[] {
    return this.all().map(({ resource }) => resource.describe());
  }

  /** The one resource that provides this: `entry`, `compute`, `stateMachines`. */
  face<K extends 'entry' | 'compute' | 'stateMachines'>(name: K): LocalResource[K] {
    return this.all().map(({ resource }) => resource[name]).find((face) => face !== undefined);
  }

  /** Stops every resource, also if another one cannot be stopped: otherwise its processes would outlive the run. */
  async stop(): Promise<void> {
    const { environment, reporter } = this.parts;
    const failures: unknown[] = [];
    for (const { reading: { id }, resource } of inStopOrder(this.all())) {
      try {
        await resource.stop();
      } catch (error) {
        failures.push(error);
        reporter.error('runner.not-ended', `${environment}: ${id} could not be stopped: ${messageOf(error)}`);
      }
    }
    if (failures.length > 0) throw failures[0];
  }

  /** The CodeBuild project with this name. */
  buildProject(name: string): BuildProject | undefined {
    return this.all().map(({ resource }) => resource.buildProject).find((project) => project?.name === name);
  }

  private all(): readonly Opened[] {
    return [...this.opened.values()];
  }

  private async bringAllUp(resources: readonly ReadResource[], work: Work): Promise<void> {
    const updated: { readonly opened: Opened; readonly before: unknown }[] = [];
    for (const each of resources) {
      const opened = this.opened.get(keyOf(each));
      const before = opened?.settings?.value;
      try {
        await this.bringUp(each, work);
      } catch (error) {
        if (this.opened.get(keyOf(each))?.resource.rollsBackItself && !this.parts.closing.aborted) await this.rollBack(updated, work.reporter);
        throw error;
      }
      if (opened && before !== undefined) updated.unshift({ opened, before });
    }
  }

  /** Rolls resources back, as CloudFormation does when a stack update fails. The update's error is the cause, so another one is only reported. */
  private async rollBack(updated: readonly { readonly opened: Opened; readonly before: unknown }[], reporter: Reporter): Promise<void> {
    const { environment, closing } = this.parts;
    for (const { opened, before } of updated) {
      try {
        await opened.resource.update(before, opened.settings?.value, { reporter, signal: closing });
        opened.settings = { value: before };
      } catch (error) {
        if (closing.aborted) return;
        const what = `${environment}: ${opened.reading.id} could not go back to its settings before the update that failed`;
        reporter.error('environment.not-rolled-back', `${what}: ${messageOf(error)}`);
      }
    }
  }

  private async bringUp(read: ReadResource, work: Work): Promise<void> {
    const opened = this.opened.get(keyOf(read)) ?? this.open(read);
    const { settings } = read.reading;
    if (opened.settings) await opened.resource.update(settings, opened.settings.value, work);
    else await opened.resource.start(settings, work);
    opened.settings = { value: settings };
  }

  private open({ kind, reading }: ReadResource): Opened {
    const opened = { kind, reading, resource: kind.open(this.contextOf(reading.id, this.folderOf(kind.name, reading.id))) };
    this.opened.set(keyOf(opened), opened);
    return opened;
  }

  private async remove({ kind, reading: { id }, resource }: Opened, reporter: Reporter): Promise<void> {
    await resource.stop();
    this.opened.delete(keyOf({ kind, reading: { id } }));
    const { directory, record: { record } } = this.parts;
    const folder = this.folderOf(kind.name, id);
    if (folder === directory) return;
    const policy = record.stack?.resources[id]?.deletionPolicy ?? 'Delete';
    if (policy === 'Delete') await rm(folder, { recursive: true, force: true });
    else reporter.info('resource.kept', `${id} is no longer in the template; its data is kept in ${folder} (DeletionPolicy: ${policy})`);
  }

  private folderOf(kind: string, id: string): string {
    return kind === id ? this.parts.directory : join(this.parts.directory, 'resources', id);
  }

  private async secret(store: SecretStoreName, name: string): Promise<string | undefined> {
    for (const { resource } of this.all()) {
      const value = await resource.secrets?.find(store, name);
      if (value !== undefined) return this.parts.secrets.keep(value);
    }
    return this.parts.secrets.find(store, name);
  }

  private contextOf(id: string, directory: string): ResourceContext {
    const { environment, record, ports, reporter, closing, changed, underLoad, asUnderTraffic } = this.parts;
    return {
      environment,
      id,
      directory,
      record,
      reporter,
      closing,
      changed,
      underLoad,
      asUnderTraffic,
      address: () => ports.reserve(id),
      moved: (port) => ports.keep(id, port),
      entry: () => {
        const entry = this.face('entry');
        if (!entry) throw new Error(`${environment} has no load balancer yet`);
        return entry;
      },
      secrets: this.secrets,
      calls: () => Object.assign({}, ...this.all().map(({ resource }) => resource.calls ?? {})) as ServiceCalls,
      emit: (event: JsonObject) => {
        for (const { resource } of this.all()) resource.onEvent?.(event);
      },
    };
  }
}

/** Kinds have unique names; a kind may have several resources. */
function keyOf({ kind, reading }: { readonly kind: { readonly name: string }; readonly reading: { readonly id: string } }): string {
  return `${kind.name}/${reading.id}`;
}
