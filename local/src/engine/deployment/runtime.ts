import type { OpenFleet } from './fleet';
import type { HostAgent } from './host-deployment';
import type { Reporter } from '../../messages/reporter';
import type { Instance } from '../../model/instance';
import type { Load } from '../../model/load';
import type { DeploymentState } from '../../model/run-state';
import type { LoadBalancer } from '../../model/target';
import type { DeploymentGroupSettings, EnvironmentSettings } from '../../stack';
import type { Revision } from '../execution/revision-store';

export interface AgentRequest {
  readonly deploymentId: string;
  readonly group: DeploymentGroupSettings;
  readonly revision: Revision;
  readonly creator: DeploymentState['creator'];
  readonly reporter: Reporter;
}

/** Everything with which environments act on this machine. Tests give others. */
export interface Runtime {
  readonly openFleet: OpenFleet;
  /** CodeDeploy waits for an hour; here somebody watches. */
  readonly allowTrafficTimeoutSeconds: number;
  /** Aborted when the runner ends. */
  readonly closing: AbortSignal;
  openBalancer(settings: EnvironmentSettings, port: number, reporter: Reporter): Promise<LoadBalancer>;
  startAgent(instance: Instance, request: AgentRequest): HostAgent;
  /** Absent without `--load`. */
  startLoad?(balancer: LoadBalancer, settings: EnvironmentSettings): Promise<Load>;
}
