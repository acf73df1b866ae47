import type { Revision } from '../../model/revision';
import type { DeploymentState } from '../../model/run-state';
import type { ResolvedStack } from '../../stack';

/** What CodeDeploy knows about an instance. */
export interface InstanceRecord {
  readonly id: string;
  /** Whether the last deployment to it succeeded. */
  readonly health: 'healthy' | 'unhealthy';
  readonly revision?: Revision;
}

export interface EnvironmentRecord {
  readonly version: 1;
  readonly stackName: string;
  /** Ports by resource id, so that addresses stay the same from run to run. */
  readonly ports?: Readonly<Record<string, number>>;
  /** As of the last executed change set. */
  readonly stack?: ResolvedStack;
  /** From the last successful deployment. */
  readonly revision?: Revision;
  readonly previousRevision?: Revision;
  readonly instances: readonly InstanceRecord[];
  /** Whether deployments stop for the deployment group's alarms, if an API call has overridden the template. */
  readonly alarmPolling?: boolean;
  /** Newest first. */
  readonly deployments: readonly DeploymentState[];
}

const MOST_DEPLOYMENTS = 50;

/** The persistent state of one environment. All changes go through this class. */
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

  /** Drops the records of all other instances. */
  keepInstances(ids: ReadonlySet<string>): void {
    this.change({ instances: this.current.instances.filter(({ id }) => ids.has(id)) });
  }

  changeDeployment(deployment: DeploymentState): void {
    const others = this.current.deployments.filter(({ id }) => id !== deployment.id);
    this.change({ deployments: [deployment, ...others].slice(0, MOST_DEPLOYMENTS) });
  }
}
