import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Message } from '../../src/messages/message';
import { Reporter } from '../../src/messages/reporter';
import type { LocalResource, ResourceContext, Work } from '../../src/resources/shape/resource';
import { freePort } from '../../src/system/free-port';
import { afterTest } from '../engine/after-test';

/** The context of a resource outside a run: a directory, an address, and secrets by id. */
export class UsedResource {
  readonly said: Message[] = [];
  readonly directory: string;
  readonly work: Work;
  readonly context: ResourceContext;
  private readonly listeners = new Set<() => void>();
  private readonly closing = new AbortController();

  constructor(id: string, secrets: Readonly<Record<string, string>> = {}) {
    const folder = mkdtempSync(join(tmpdir(), 'gostyle-used-'));
    this.directory = join(folder, id);
    mkdirSync(this.directory);
    const reporter = new Reporter((message) => this.said.push(message));
    this.work = { reporter, signal: this.closing.signal };
    let port: Promise<number> | undefined;
    const context: Partial<ResourceContext> = {
      environment: 'production',
      id,
      directory: this.directory,
      reporter,
      closing: this.closing.signal,
      secrets: { find: (_store, name) => Promise.resolve(secrets[name]) },
      address: async () => ({ host: '127.0.0.1', port: await (port ??= freePort()) }),
      changed: () => this.listeners.forEach((listener) => listener()),
    };
    this.context = context as ResourceContext;
    afterTest(() => rmSync(folder, { recursive: true, force: true }));
  }

  /** Ends it with the test. */
  opened<T extends LocalResource<never>>(resource: T): T {
    afterTest(() => resource.stop());
    return resource;
  }

  /** Waits until the condition holds after a change of the resource. */
  until(condition: () => boolean): Promise<void> {
    return new Promise((resolve) => {
      const look = () => {
        if (!condition()) return;
        this.listeners.delete(look);
        resolve();
      };
      this.listeners.add(look);
      look();
    });
  }
}
