import { stringAt } from '../../assembly/json';
import type { ResolvedResource } from '../../stack';

/** The release of the CodeDeploy agent that everything here was observed on. */
const IMITATED = '1.8';

/** For people: what the hosts of a fleet have that instances here have not. */
export function imitatedOtherwise({ metadata }: ResolvedResource, nodeVersion = process.versions.node): string[] {
  return [...agent(stringAt(metadata, 'gostyle:instance', 'codeDeployAgent')), ...nodeJs(metadata, nodeVersion)];
}

function agent(release: string | undefined): string[] {
  if (release === undefined || release.startsWith(`${IMITATED}.`)) return [];
  return [
    `the hosts get release ${release} of the CodeDeploy agent, and here deployments go as with ${IMITATED}: what the two do differently is not seen`,
  ];
}

/** Instances here have the Node.js that gostyle itself runs on. */
function nodeJs(metadata: ResolvedResource['metadata'], nodeVersion: string): string[] {
  const version = stringAt(metadata, 'gostyle:instance', 'runtime', 'version');
  if (stringAt(metadata, 'gostyle:instance', 'runtime', 'name') !== 'Node.js' || version === undefined) return [];
  if (nodeVersion.split('.')[0] === version) return [];
  return [
    `the hosts get Node.js ${version} on AWS, and instances here have Node.js ${nodeVersion}, which runs gostyle: `
      + `run gostyle with Node.js ${version}, or ask for the version that you have with \`nodeMajorVersion\``,
  ];
}
