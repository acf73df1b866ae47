import { changedSettings } from './changed-settings';
import type { EntrySettings } from './entry-settings';
import type { Json } from '../../assembly/json';
import { createLoadBalancer } from '../../balancer';
import { UserError } from '../../messages/user-error';
import type { LoadBalancer, ServerCertificate } from '../../model/target';
import { freePort } from '../../system/free-port';
import type { Description, Entry, LocalResource, ResourceContext, Work } from '../shape/resource';
import { mustBe, type ServiceCalls } from '../shape/service-call';

/** An environment's load balancer, updated in place by each change set. */
export class LocalLoadBalancer implements LocalResource<EntrySettings> {
  readonly calls: ServiceCalls = {
    'elasticloadbalancingv2:describeTargetHealth': (request) => {
      mustBe(this.settings?.targetGroupArn ?? '', 'TargetGroupArn', request);
      return { TargetHealthDescriptions: (this.balancer?.targets() ?? []).map(describeHealth) };
    },
  };
  private balancer?: LoadBalancer;
  private settings?: EntrySettings;

  constructor(private readonly context: ResourceContext, private readonly certificate?: ServerCertificate) {}

  async start(settings: EntrySettings, { reporter }: Work): Promise<void> {
    this.balancer = await this.open(settings, reporter);
    this.settings = settings;
    this.balancer.onTargetChange((target, previous) => {
      const why = [target.reason, target.description].filter(Boolean).join(': ');
      const text = `target ${target.id}: ${previous} -> ${target.state}${why && ` (${why})`}`;
      this.context.reporter.within({ instance: target.id }).debug('target.changed', text, { ...target });
      this.context.changed();
    });
  }

  /** As on AWS, open connections are kept; changes apply from the next request on. */
  async update(settings: EntrySettings, before: EntrySettings, { reporter }: Work): Promise<void> {
    const changes = changedSettings(before, settings);
    const { balancer, context: { environment } } = this;
    this.settings = settings;
    if (changes.length === 0 || !balancer) return;
    const moved = before.listener.port !== settings.listener.port || before.listener.protocol !== settings.listener.protocol;
    const { loadBalancer, targetGroup } = settings;
    await balancer.update({ loadBalancer, targetGroup, ...(moved && { listenPort: await freePort(), ...this.secured(settings) }) });
    const text = `${environment}: the load balancer continues with new settings: ${changes.join('; ')}`;
    reporter.info('environment.load-balancer.updated', text, { changes });
    if (!moved) return;
    this.context.moved(portOf(balancer));
    reporter.warning('environment.listener-moved', `${environment}: the listener's port changed, so the environment is at `
      + `${balancer.url} from now on; the previous port takes no new connections`);
  }

  get entry(): Entry | undefined {
    return this.balancer && this.settings && { balancer: this.balancer, healthCheckPath: this.settings.targetGroup.healthCheck.path };
  }

  /** Its counts belong to the environment, where the page already shows them. */
  describe(): Description {
    return {};
  }

  async stop(): Promise<void> {
    await this.balancer?.close();
  }

  /** An environment keeps its port. If another program has taken it, the environment moves to a free one and reports it. */
  private async open(settings: EntrySettings, reporter: Work['reporter']): Promise<LoadBalancer> {
    const { loadBalancer, targetGroup } = settings;
    const open = (listenPort: number) => createLoadBalancer({ listenPort, loadBalancer, targetGroup, reporter, ...this.secured(settings) });
    const { port } = await this.context.address();
    try {
      return await open(port);
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      const balancer = await open(await freePort());
      this.context.moved(portOf(balancer));
      reporter.warning('environment.port-taken', `port ${port} is in use by another program: the environment is at ${balancer.url} from now on`);
      return balancer;
    }
  }

  /** Serves HTTPS if the template does and the run has a certificate. */
  private secured({ listener }: EntrySettings): { certificate?: ServerCertificate } {
    return this.certificate && listener.protocol === 'HTTPS' ? { certificate: this.certificate } : {};
  }
}

function describeHealth({ id, port, state, reason, description }: ReturnType<LoadBalancer['targets']>[number]): Json {
  return {
    Target: { Id: id, Port: port },
    TargetHealth: { State: state, ...(reason !== undefined && { Reason: reason }), ...(description !== undefined && { Description: description }) },
  };
}

function portOf({ url }: LoadBalancer): number {
  return Number(new URL(url).port);
}
