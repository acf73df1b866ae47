import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { JsonObject } from '../../../src/assembly/json';
import { createLoadBalancer, getStep } from '../../../src/balancer';
import { removeInstanceFiles } from '../../../src/fleet';
import type { Message } from '../../../src/messages/message';
import { Reporter } from '../../../src/messages/reporter';
import type { Load, LoadReport } from '../../../src/model/load';
import type { LoadBalancer } from '../../../src/model/target';
import type { EcsSettings } from '../../../src/resources/ecs/ecs-settings';
import { ImageStore } from '../../../src/resources/ecs/image-store';
import { LocalService, type ServiceOptions } from '../../../src/resources/ecs/local-service';
import type { DeploymentSettings, TaskSettings } from '../../../src/resources/ecs/service-settings';
import { EnvironmentFile } from '../../../src/resources/shape/environment-record';
import type { ResourceContext, Work } from '../../../src/resources/shape/resource';
import type { ServiceCalls } from '../../../src/resources/shape/service-call';
import { patientLoad } from '../../patient-load';

const SECRET = { name: 'PASSWORD', store: 'secrets-manager', id: 'database' } as const;

/** What a server does besides returning its version. */
const SERVER = (version: number, extra: string) => `
import { createServer } from 'node:http';
let served = 0;
const server = createServer((request, response) => {
  if (request.url !== '/health') served += 1;
  ${extra}
  response.end(JSON.stringify({ version: ${version} }));
});
server.keepAliveTimeout = 65_000;
server.listen(Number(process.env.PORT), process.env.HOST);
process.on('SIGTERM', () => server.close(() => process.exit(0)));
`;

/** A service with real tasks behind a real load balancer, without a pipeline. Waits are shortened by the given factor. */
export class TestService {
  readonly messages: Message[] = [];
  readonly calls: Record<string, ServiceCalls[string]> = {};
  readonly root = mkdtempSync(join(tmpdir(), 'gostyle-ecs-'));
  readonly service: LocalService;
  readonly record = new EnvironmentFile({ version: 1, stackName: 'Web-test', instances: [], deployments: [] }, () => undefined);
  private readonly images = new ImageStore(join(this.root, 'images'));
  private readonly closing = new AbortController();
  lastError?: Error;
  /** Decision of a person. */
  decide?: Work['decide'];
  alarms: EcsSettings['alarms'] = [];
  /** The command before the next deployment. */
  command?: string;
  desiredCount = 2;
  graceSeconds = 20;
  /** The load of a deployment fails with it. */
  loadProblem?: Error;
  private readonly reporter = new Reporter((message) => this.messages.push(message));
  private settings?: EcsSettings;

  constructor(
    readonly balancer: LoadBalancer, private readonly deployment: Partial<DeploymentSettings>, options: Pick<ServiceOptions, 'shortened' | 'launch'>,
  ) {
    this.service = new LocalService(this.context(), { images: this.images, hidden: [], ...options });
  }

  /** Deploys a version under load, and returns the report of the load. */
  async deploy(version: number, extra = '', signal = new AbortController().signal): Promise<LoadReport> {
    const next = await this.settingsOf(version, extra);
    const before = this.settings;
    const load = before && this.load();
    const work: Work = { reporter: this.reporter, signal, ...this.decide && { decide: this.decide } };
    try {
      if (before) await this.service.update(next, before, work);
      else await this.service.start(next, work);
      this.settings = next;
    } catch (error) {
      this.lastError = error as Error;
    }
    return load ? load.stop() : NOTHING;
  }

  load(): Load {
    return patientLoad({
      url: this.balancer.url,
      steps: [getStep('/')],
      rate: 40,
      observe: ({ body }) => String((JSON.parse(body.toString()) as { version?: number }).version),
    });
  }

  async versions(): Promise<number[]> {
    const answers = await Promise.all(Array.from({ length: 8 }, async () => (await fetch(this.balancer.url)).json() as Promise<{ version: number }>));
    return [...new Set(answers.map(({ version }) => version))];
  }

  /** Ids of the tasks that have files. */
  filesOfTasks(): string[] {
    const instances = join(this.root, 'environment/instances');
    return readdirSync(instances).filter((id) => existsSync(join(instances, id, 'disk')));
  }

  said(code: string): string[] {
    return this.messages.filter((message) => message.code === code).map(({ message }) => message);
  }

  healthy(): number {
    return this.balancer.targets().filter(({ state }) => state === 'healthy').length;
  }

  async close(): Promise<void> {
    this.closing.abort();
    await this.service.stop();
    await this.balancer.close();
    await removeInstanceFiles(this.root);
    rmSync(this.root, { recursive: true, force: true });
  }

  private async settingsOf(version: number, extra: string): Promise<EcsSettings> {
    const files = join(this.root, `revision-${version}`);
    mkdirSync(files, { recursive: true });
    writeFileSync(join(files, 'main.mjs'), SERVER(version, extra));
    const image = await this.images.make(files,
      { executionId: `e${version}`, commit: { id: `${version}`.repeat(40), subject: '', author: '', time: '' } as never });
    const task: TaskSettings = {
      image: image.digest,
      containerName: 'application',
      command: ['node', 'main.mjs'],
      entrypoint: [],
      workingDirectory: '/app',
      user: '10001:10001',
      environment: { NODE_ENV: 'production', QUOTED: 'a "b" $c \'d\'' },
      secrets: [],
      readOnlyRoot: true,
      memoryMiB: 1024,
      port: 3000,
      stopTimeoutSeconds: 10,
    };
    const { command, desiredCount, graceSeconds } = this;
    return {
      alarms: this.alarms,
      service: {
        logicalId: 'Service',
        ...command !== undefined && {
          before: { timeoutSeconds: 60, task: { ...task, entrypoint: ['sh', '-c'], command: [command], secrets: [SECRET], port: 0 } },
        },
        desiredCount,
        graceSeconds,
        availabilityZones: ['a', 'b'],
        failedTaskAlarms: ['failed-tasks'],
        task,
        deployment: {
          strategy: 'ROLLING',
          minimumHealthyPercent: 100,
          maximumPercent: 200,
          bakeMinutes: 5,
          circuitBreaker: false,
          alarms: ['failed-tasks'],
          hooks: [],
          ...this.deployment,
        },
      },
    };
  }

  private context(): ResourceContext {
    return {
      environment: 'test',
      id: 'ecs',
      directory: join(this.root, 'environment'),
      record: this.record,
      reporter: this.reporter,
      secrets: { find: (_store, id) => Promise.resolve(id === SECRET.id ? 'correct horse' : undefined) },
      closing: this.closing.signal,
      address: () => Promise.resolve({ host: '127.0.0.1', port: 0 }),
      moved: () => undefined,
      changed: () => undefined,
      entry: () => ({ balancer: this.balancer, healthCheckPath: '/health' }),
      calls: () => this.calls,
      emit: (_event: JsonObject) => undefined,
      underLoad: (_reporter, work) => this.loadProblem ? Promise.reject(this.loadProblem) : work(),
      asUnderTraffic: () => Promise.resolve(),
    };
  }
}

const NOTHING = { requests: 0, dropped: 0, observed: {} } as unknown as LoadReport;

export async function openTestService(
  deployment: Partial<DeploymentSettings>, shortened = 600, launch?: ServiceOptions['launch'],
): Promise<TestService> {
  const balancer = await createLoadBalancer({
    listenPort: 0,
    loadBalancer: {
      idleTimeoutSeconds: 60,
      clientKeepAliveSeconds: 3600,
      dropInvalidHeaderFields: true,
      forwardedForMode: 'append',
      forwardedForClientPort: false,
    },
    targetGroup: {
      name: 'tasks',
      port: 80,
      deregistrationDelaySeconds: 10,
      slowStartSeconds: 0,
      algorithm: 'round_robin',
      minimumHealthyTargets: { count: 1, percentage: 0 },
      healthCheck: { path: '/health', intervalSeconds: 1, timeoutSeconds: 5, healthyThreshold: 2, unhealthyThreshold: 2, matcher: '200' },
    },
  });
  return new TestService(balancer, deployment, { shortened, launch });
}
