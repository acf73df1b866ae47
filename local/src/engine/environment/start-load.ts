import { loadPlan, versionIn } from './load-paths';
import { createLoad } from '../../balancer';
import type { Load } from '../../model/load';
import type { Entry } from '../../resources';

/** The load of a deployment. */
export async function startLoad({ balancer, healthCheckPath }: Entry, rate: number): Promise<Load> {
  const { paths, versions } = await loadPlan(balancer.targets(), healthCheckPath);
  return createLoad({
    url: balancer.url,
    paths,
    rate,
    ...(versions && { observe: ({ path, body }) => path === paths[1] ? versionIn(body) : undefined }),
  });
}
