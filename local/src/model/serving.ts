import type { EnvironmentState } from './run-state';
import { counted } from '../messages/counted';

type Hosts = Pick<EnvironmentState, 'hostKind' | 'instances' | 'revision'>;

/** Why an environment has no hosts, in the terms of its compute. */
export function whyNoHosts({ hostKind = 'host', revision }: Hosts): string {
  // Nothing of a function runs between requests.
  return `no ${hostKind}s ${revision === undefined ? 'yet' : 'at the moment'}`;
}

/** Which revision an environment serves, on how many of its hosts. */
export function servingText(environment: Hosts): string {
  const { hostKind = 'host', instances, revision } = environment;
  const hosts = instances.length === 0 ? whyNoHosts(environment) : counted(instances.length, hostKind);
  const serving = instances.filter((each) => each.inService).map((each) => each.revision ?? revision);
  // During a deployment, several revisions may serve.
  const revisions = serving.length === 0 ? [revision] : [...new Set(serving)];
  if (revisions.every((each) => each === undefined)) return `nothing deployed yet, ${hosts}`;
  if (instances.length === 0) return `${shortened(revision)}, ${hosts}`;
  const counts = revisions.map((each) => `${shortened(each)} on ${serving.filter((other) => other === each).length}`);
  return `${counts.join(' and ')} of ${hosts}`;
}

function shortened(revision: string | undefined): string {
  return revision?.slice(0, 7) ?? 'no revision';
}
