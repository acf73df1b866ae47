import { loadPlan, versionIn } from './load-paths';
import { createLoad, getStep, type LoadStep } from '../../balancer';
import type { Load } from '../../model/load';
import type { Entry } from '../../resources';

/** The load of a deployment: the health path, the version where the application tells one, and what the repository's scenario says. */
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
