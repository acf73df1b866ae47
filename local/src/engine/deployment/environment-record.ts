import type { DeploymentState } from '../../model/run-state';
import type { ResolvedStack } from '../../stack';
import type { Revision } from '../execution/revision-store';
import type { StateDirectory } from '../state/state-directory';
import type { StateWriter } from '../state/state-writer';

/** What CodeDeploy knows of an instance. */
export interface InstanceRecord {
  readonly id: string;
  /** Whether the last deployment to it succeeded. */
  readonly health: 'healthy' | 'unhealthy';
  readonly revision?: Revision;
}

export interface EnvironmentRecord {
  readonly version: 1;
  readonly stackName: string;
  /** Of the load balancer: an environment keeps its address. */
  readonly port?: number;
  /** As the last executed change set left it. */
  readonly stack?: ResolvedStack;
  /** Of the last successful deployment. */
  readonly revision?: Revision;
  readonly previousRevision?: Revision;
  readonly instances: readonly InstanceRecord[];
  /** Whether deployments look at the alarms of the deployment group, where somebody has said so since it was made. */
  readonly alarmPolling?: boolean;
  /** Newest first. */
  readonly deployments: readonly DeploymentState[];
}

const MOST_DEPLOYMENTS = 50;

/** The file of one environment; the only one who writes it. */
export class EnvironmentFile {
  static async open(name: string, stackName: string, state: StateDirectory, writer: StateWriter): Promise<EnvironmentFile> {
    const path = state.environmentFile(name);
    const record = await state.read<EnvironmentRecord>(path) ?? { version: 1, stackName, instances: [], deployments: [] };
    return new EnvironmentFile(path, writer, record);
  }

  private constructor(private readonly path: string, private readonly writer: StateWriter, private current: EnvironmentRecord) {}

  get record(): EnvironmentRecord {
    return this.current;
  }

  change(change: Partial<EnvironmentRecord>): void {
    this.current = { ...this.current, ...change };
    this.writer.put(this.path, this.current);
  }

  instance(id: string): InstanceRecord | undefined {
    return this.current.instances.find((instance) => instance.id === id);
  }

  changeInstance(instance: InstanceRecord): void {
    const others = this.current.instances.filter(({ id }) => id !== instance.id);
    this.change({ instances: [...others, instance] });
  }

  forgetInstance(id: string): void {
    this.change({ instances: this.current.instances.filter((instance) => instance.id !== id) });
  }

  /** Forgets the instances that are gone. */
  keepInstances(ids: ReadonlySet<string>): void {
    this.change({ instances: this.current.instances.filter(({ id }) => ids.has(id)) });
  }

  changeDeployment(deployment: DeploymentState): void {
    const others = this.current.deployments.filter(({ id }) => id !== deployment.id);
    this.change({ deployments: [deployment, ...others].slice(0, MOST_DEPLOYMENTS) });
  }
}
