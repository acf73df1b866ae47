import { stringAt } from '../../assembly/json';
import type { ResolvedResource } from '../../stack';

/** The release of the CodeDeploy agent that everything here was observed on. */
const IMITATED = '1.8';

/** For people: the hosts of a fleet have another agent than the one that is imitated. */
export function agentImitatedOtherwise({ metadata }: ResolvedResource): string[] {
  const release = stringAt(metadata, 'gostyle:instance', 'codeDeployAgent');
  if (release === undefined || release.startsWith(`${IMITATED}.`)) return [];
  return [
    `the hosts get release ${release} of the CodeDeploy agent, and here deployments go as with ${IMITATED}: what the two do differently is not seen`,
  ];
}
