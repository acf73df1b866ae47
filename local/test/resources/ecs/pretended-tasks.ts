import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Message } from '../../../src/messages/message';
import { Reporter } from '../../../src/messages/reporter';
import type { ExitStatus, Instance } from '../../../src/model/instance';
import type { LoadBalancer, RegisteredTarget } from '../../../src/model/target';
import type { launchTask } from '../../../src/resources/ecs/launch-task';
import type { EcsServiceSettings } from '../../../src/resources/ecs/service-settings';
import type { TaskRevision } from '../../../src/resources/ecs/task-revision';
import { Tasks, type TasksParts } from '../../../src/resources/ecs/tasks';

export function taskRevision(commit: string): TaskRevision {
  return { settings: {}, image: { revision: { commit: { id: commit } } } } as unknown as TaskRevision;
}

/** Tasks without sandboxes behind a load balancer without requests, where each registered task is healthy. */
export class PretendedTasks {
  readonly directory = mkdtempSync(join(tmpdir(), 'gostyle-tasks-'));
  readonly messages: Message[] = [];
  readonly reporter = new Reporter((message) => this.messages.push(message));
  readonly closing = new AbortController();
  readonly launched: TaskRevision[] = [];
  readonly removed: string[] = [];
  /** The revisions whose tasks cannot start. */
  readonly broken = new Set<TaskRevision>();
  readonly balancer: LoadBalancer;
  readonly tasks: Tasks;
  /** The requests in flight to tasks. */
  requests = Promise.resolve();
  private readonly registered = new Map<string, RegisteredTarget>();

  constructor(parts: Partial<TasksParts> = {}) {
    this.balancer = {
      register: (target) => void this.registered.set(target.id, target),
      deregister: (id) => {
        this.registered.delete(id);
        return this.requests;
      },
      targets: () => [...this.registered.values()].map((target) => ({ ...target, state: 'healthy', inFlight: 0, requests: 0 })),
      route: () => undefined,
    } as Partial<LoadBalancer> as LoadBalancer;
    this.tasks = new Tasks({
      directory: this.directory,
      reporter: this.reporter,
      closing: this.closing.signal,
      hidden: [],
      // They do not listen, so there is nothing to wait for.
      settings: () => ({ graceSeconds: 0, availabilityZones: ['a'] }) as Partial<EcsServiceSettings> as EcsServiceSettings,
      balancer: () => this.balancer,
      secret: () => Promise.resolve(''),
      isPausing: () => false,
      failed: () => undefined,
      changed: () => undefined,
      launch: (task) => this.launch(task),
      remove: (directory) => {
        this.removed.push(directory);
        return Promise.resolve();
      },
      ...parts,
    });
  }

  /** Creates the folder of a task that an earlier run left. */
  leave(id: string): void {
    mkdirSync(join(this.directory, 'instances', id), { recursive: true });
  }

  async close(): Promise<void> {
    this.closing.abort();
    await this.tasks.close();
    rmSync(this.directory, { recursive: true, force: true });
  }

  private launch({ id, revision }: Parameters<typeof launchTask>[0]): ReturnType<typeof launchTask> {
    this.launched.push(revision);
    if (this.broken.has(revision)) return Promise.reject(new Error('no database'));
    let end: (status: ExitStatus | undefined) => void = () => undefined;
    const ended = new Promise<ExitStatus | undefined>((resolve) => { end = resolve; });
    const stop = () => Promise.resolve(end({ code: 0, signal: null }));
    return Promise.resolve({ instance: { id, stop, listeners: () => Promise.resolve([]) } as Partial<Instance> as Instance, ended });
  }
}
