import { loadPlan, versionIn } from './load-paths';
import { createLoad, getStep, type LoadStep } from '../../balancer';
import type { Load } from '../../model/load';
import type { Entry } from '../../resources';

/** The load during a deployment: the health check path, the version if the application reports one, and the repository's scenario. */
export async function startLoad({ balancer, healthCheckPath }: Entry, rate: number, scenario: readonly LoadStep[] = []): Promise<Load> {
  const { paths, versions } = await loadPlan(balancer.targets(), healthCheckPath);
  return createLoad({
    url: balancer.url,
    ...(balancer.certificate !== undefined && { certificate: balancer.certificate }),
    steps: [...paths.map(getStep), ...scenario],
    rate,
    ...(versions && { observe: ({ path, body }) => path === paths[1] ? versionIn(body) : undefined }),
  });
}
