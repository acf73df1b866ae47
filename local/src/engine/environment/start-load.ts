import { loadPlan, versionIn } from './load-paths';
import { createLoad, getStep, type LoadStep } from '../../balancer';
import type { Load } from '../../model/load';
import type { Entry } from '../../resources';

/** What the library's placeholder answers on the health check path until a host has its first revision. */
export const PLACEHOLDER = 'waiting for the first revision\n';

export interface LoadSettings {
  /** Requests per second. */
  readonly rate: number;
  readonly scenario?: readonly LoadStep[];
  /** No revision has been deployed successfully, so hosts may still have their placeholder. */
  readonly first: boolean;
}

/** The load during a deployment: the health check path, the version if the application reports one, and the repository's scenario. */
export async function startLoad({ balancer, healthCheckPath }: Entry, { rate, scenario = [], first }: LoadSettings): Promise<Load> {
  const { paths, versions } = await loadPlan(balancer.targets(), healthCheckPath);
  return createLoad({
    url: balancer.url,
    ...(balancer.certificate !== undefined && { certificate: balancer.certificate }),
    steps: [...paths.map(getStep), ...scenario],
    rate,
    ...(first && { isPlaceholder: ({ body }) => body === PLACEHOLDER }),
    ...(versions && { observe: ({ path, body }) => path === paths[1] ? versionIn(body) : undefined }),
  });
}
