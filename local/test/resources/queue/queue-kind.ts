import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { numberAt } from '../../../src/assembly/json';
import type { Address, Description, LocalResource, ResourceContext, ResourceKind, Work } from '../../../src/resources';
import { untilListening } from '../../../src/system/listening';
import { PATIENCE_MS } from '../../until';

const TYPE = 'AWS::SQS::Queue';
const SERVER = join(__dirname, 'queue-server.mjs');

interface QueueSettings {
  readonly visibilityTimeoutSeconds: number;
}

/** A kind of resource that the runner does not know, using only what `resources` exports. */
export const queueKind: ResourceKind<QueueSettings> = {
  name: 'queue',
  role: 'used',
  types: [TYPE],
  read: ({ resources }) => Object.values(resources).filter(({ type }) => type === TYPE).map(({ logicalId, properties }) => ({
    id: logicalId,
    settings: { visibilityTimeoutSeconds: numberAt(properties, 'VisibilityTimeout') ?? 30 },
    logicalIds: [logicalId],
  })),
  attributes: ({ logicalId }, { host, port }) => ({ Ref: `http://${host}:${port}/${logicalId}`, QueueName: logicalId }),
  open: (context) => new LocalQueue(context),
};

class LocalQueue implements LocalResource<QueueSettings> {
  private server?: { readonly process: ChildProcess; readonly ended: Promise<unknown> };
  private address?: Address;
  private settings?: QueueSettings;

  constructor(private readonly context: ResourceContext) {}

  async start(settings: QueueSettings, { reporter }: Work): Promise<void> {
    this.settings = settings;
    this.address = await this.context.address();
    mkdirSync(this.context.directory, { recursive: true });
    const log = openSync(this.log, 'a');
    const server = spawn(process.execPath, [SERVER, String(this.address.port)], { stdio: ['ignore', log, log] });
    // From the beginning: the end of a process is told once, and this one may end at any time.
    const ended = once(server, 'exit');
    this.server = { process: server, ended };
    const over = new AbortController();
    void ended.then(() => over.abort());
    if (!await untilListening(this.address.host, this.address.port, PATIENCE_MS, over.signal)) {
      throw new Error(`the queue does not listen; its log is ${this.log}`);
    }
    reporter.info('kind.queue.started', `queue ${this.context.id} listens on port ${this.address.port}`);
  }

  async update(settings: QueueSettings): Promise<void> {
    this.settings = settings;
  }

  describe(): Description {
    const { id } = this.context;
    const address = this.address && `${this.address.host}:${this.address.port}`;
    return {
      panel: {
        id,
        title: 'Queue',
        status: this.server ? 'Running' : 'Starting',
        ...(address !== undefined && { address }),
        facts: [{ label: 'Visibility timeout', value: `${this.settings?.visibilityTimeoutSeconds} s` }],
      },
    };
  }

  async stop(): Promise<void> {
    this.server?.process.kill();
    await this.server?.ended;
  }

  private get log(): string {
    return join(this.context.directory, 'queue.log');
  }
}
