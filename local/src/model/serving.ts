import type { EnvironmentState } from './run-state';
import { counted } from '../messages/counted';

type Hosts = Pick<EnvironmentState, 'hostKind' | 'instances' | 'revision'>;

/** Why an environment has no hosts, in the terms of its compute, if it has one already. */
export function whyNoHosts({ hostKind, revision }: Hosts): string {
  if (hostKind === undefined && revision === undefined) return 'nothing deployed yet';
  // Nothing of a function runs between requests.
  return `no ${hostKind ?? 'host'}s ${revision === undefined ? 'yet' : 'at the moment'}`;
}

/** Which revision an environment serves, on how many of its hosts. */
export function servingText(environment: Hosts): string {
  const { hostKind = 'host', instances, revision } = environment;
  if (instances.length === 0) {
    const none = whyNoHosts(environment);
    return revision === undefined ? none : `${shortened(revision)}, ${none}`;
  }
  const hosts = counted(instances.length, hostKind);
  const serving = instances.filter((each) => each.inService).map((each) => each.revision ?? revision);
  // During a deployment, several revisions may serve.
  const revisions = serving.length === 0 ? [revision] : [...new Set(serving)];
  // Such as instances with their placeholder.
  if (revisions.every((each) => each === undefined)) return `nothing deployed yet, ${hosts}`;
  const counts = revisions.map((each) => `${shortened(each)} on ${serving.filter((other) => other === each).length}`);
  return `${counts.join(' and ')} of ${hosts}`;
}

function shortened(revision: string | undefined): string {
  return revision?.slice(0, 7) ?? 'no revision';
}
