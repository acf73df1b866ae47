import { stringAt } from '../../assembly/json';
import type { ResolvedResource } from '../../stack';

/** The release of the CodeDeploy agent whose behaviour was studied and reproduced here. */
const IMITATED = '1.8';

/** Sentences to display: what the real hosts have that local instances lack. */
export function imitatedOtherwise({ metadata }: ResolvedResource, nodeVersion = process.versions.node): string[] {
  return [...agent(stringAt(metadata, 'gostyle:instance', 'codeDeployAgent')), ...nodeJs(metadata, nodeVersion)];
}

function agent(release: string | undefined): string[] {
  if (release === undefined || release.startsWith(`${IMITATED}.`)) return [];
  return [
    `the hosts get release ${release} of the CodeDeploy agent, but local deployments behave like ${IMITATED}, and the differences do not show`,
  ];
}

/** Local instances have the Node.js version that gostyle itself runs on. */
function nodeJs(metadata: ResolvedResource['metadata'], nodeVersion: string): string[] {
  const version = stringAt(metadata, 'gostyle:instance', 'runtime', 'version');
  if (stringAt(metadata, 'gostyle:instance', 'runtime', 'name') !== 'Node.js' || version === undefined) return [];
  if (nodeVersion.split('.')[0] === version) return [];
  return [
    `on AWS the hosts get Node.js ${version}, but local instances have Node.js ${nodeVersion}, which gostyle runs on: `
      + `run gostyle with Node.js ${version}, or request your version with \`nodeMajorVersion\``,
  ];
}
