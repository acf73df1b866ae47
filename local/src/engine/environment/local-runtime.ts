import { dirname } from 'node:path';
import { loadPlan, versionIn } from './load-paths';
import { createLoad, createLoadBalancer } from '../../balancer';
import { AutoScalingGroup } from '../../fleet';
import type { Reporter } from '../../messages/reporter';
import { UserError } from '../../messages/user-error';
import type { LoadBalancer } from '../../model/target';
import type { EnvironmentSettings } from '../../stack';
import { freePort } from '../../system/free-port';
import { INSIDE, instanceAgent } from '../deployment/instance-agent';
import type { Runtime } from '../deployment/runtime';

export interface LocalRuntimeOptions {
  /** The file of the runner itself. */
  readonly program: string;
  readonly revisions: string;
  /** What instances do not see of this machine. */
  readonly hidden: readonly string[];
  readonly diskMebibytes?: number;
  readonly allowTrafficTimeoutSeconds: number;
  readonly loadRate?: number;
}

/** Environments on this machine, with real instances and load balancers. */
export function localRuntime(options: LocalRuntimeOptions): Omit<Runtime, 'closing'> {
  const { program, revisions, hidden, diskMebibytes, allowTrafficTimeoutSeconds, loadRate } = options;
  const shared = { [INSIDE.program]: dirname(program), [INSIDE.revisions]: revisions };
  return {
    allowTrafficTimeoutSeconds,
    openBalancer,
    openFleet: (hooks, directory, report) => new AutoScalingGroup({
      hooks,
      directory,
      report,
      machine: { hidden, shared, ...(diskMebibytes !== undefined && { diskMebibytes }) },
    }),
    startAgent: instanceAgent(program),
    ...(loadRate !== undefined && {
      startLoad: async (balancer: LoadBalancer, { targetGroup }: EnvironmentSettings) => {
        const { paths, versions } = await loadPlan(balancer.targets(), targetGroup.healthCheck.path);
        return createLoad({
          url: balancer.url,
          paths,
          rate: loadRate,
          ...(versions && { observe: ({ path, body }) => path === paths[1] ? versionIn(body) : undefined }),
        });
      },
    }),
  };
}

/** An environment keeps its port; when another program took it meanwhile, it gets another one and says so. */
async function openBalancer(settings: EnvironmentSettings, port: number, reporter: Reporter): Promise<LoadBalancer> {
  const { loadBalancer, targetGroup } = settings;
  const open = (listenPort: number) => createLoadBalancer({ listenPort, loadBalancer, targetGroup, reporter });
  try {
    return await open(port === 0 ? await freePort() : port);
  } catch (error) {
    if (port === 0 || !(error instanceof UserError)) throw error;
    const balancer = await open(await freePort());
    reporter.warning('environment.port-taken', `port ${port} is taken by another program: the environment is at ${balancer.url} from now on`);
    return balancer;
  }
}
