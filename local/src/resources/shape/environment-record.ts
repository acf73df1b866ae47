import type { Revision } from '../../model/revision';
import type { DeploymentState } from '../../model/run-state';
import type { ResolvedStack } from '../../stack';

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
  /** Of what listens, by the resource's id: an environment and what it uses keep their addresses. */
  readonly ports?: Readonly<Record<string, number>>;
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

/** What is kept of one environment; the only one who changes it. */
export class EnvironmentFile {
  constructor(private current: EnvironmentRecord, private readonly save: (record: EnvironmentRecord) => void) {}

  get record(): EnvironmentRecord {
    return this.current;
  }

  change(change: Partial<EnvironmentRecord>): void {
    this.current = { ...this.current, ...change };
    this.save(this.current);
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
