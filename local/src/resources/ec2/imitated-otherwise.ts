import { dirname } from 'node:path';
import { stringAt } from '../../assembly/json';
import type { ResolvedResource } from '../../stack';
import { installedPython } from '../../system/installed-python';

/** The release of the CodeDeploy agent whose behaviour was studied and reproduced here. */
const IMITATED = '1.8';

/** What local instances have at `/usr/local/bin/python`: the machine's own, or else a link to the other (`boot.sh`). */
const PYTHONS = ['/usr/local/bin/python', '/usr/bin/python3'];

/** The runtimes of this machine. */
export interface LocalRuntimes {
  readonly nodeJs: string;
  /** The version of a Python, if there is one: `python3` of the path for builds, the first of `PYTHONS` for hosts. */
  python(program: string): string | undefined;
}

/** Sentences to display: what the real hosts have that local instances lack. */
export function imitatedOtherwise(
  { metadata }: ResolvedResource, here: LocalRuntimes = { nodeJs: process.versions.node, python: installedPython },
): string[] {
  const [name, version] = ['name', 'version'].map((key) => stringAt(metadata, 'gostyle:instance', 'runtime', key));
  return [
    ...agent(stringAt(metadata, 'gostyle:instance', 'codeDeployAgent')),
    ...version !== undefined && name === 'Node.js' ? otherNodeJs(version, here.nodeJs) : [],
    ...version !== undefined && name === 'Python' ? otherPython(version, here) : [],
  ];
}

function agent(release: string | undefined): string[] {
  if (release === undefined || release.startsWith(`${IMITATED}.`)) return [];
  return [
    `the hosts get release ${release} of the CodeDeploy agent, but local deployments behave like ${IMITATED}, and the differences do not show`,
  ];
}

/** Local instances have the Node.js version that gostyle itself runs on. */
function otherNodeJs(version: string, nodeVersion: string): string[] {
  if (nodeVersion.split('.')[0] === version) return [];
  return [
    `on AWS the hosts get Node.js ${version}, but local instances have Node.js ${nodeVersion}, which gostyle runs on: `
      + `run gostyle with Node.js ${version}, or request your version with \`nodeMajorVersion\``,
  ];
}

/** Local instances have the machine's own Python; a build takes the first one of the path, whose packages may not suit another release. */
function otherPython(version: string, here: LocalRuntimes): string[] {
  const program = PYTHONS.find((each) => here.python(each) !== undefined);
  if (program === undefined) return [];
  const [ofBuilds, ofHosts] = [here.python('python3'), here.python(program)!];
  return [
    ...ofHosts.startsWith(`${version}.`) ? [] : [
      `on AWS the hosts get Python ${version}, but local instances have Python ${ofHosts}, which is ${program}`,
    ],
    ...ofBuilds === undefined || ofBuilds === ofHosts ? [] : [
      `the first python3 of the path, with which the build installs packages, is Python ${ofBuilds}, but local instances have Python ${ofHosts}, `
        + 'for which they may be the wrong ones: install the same version below /usr/local, or put '
        + `${dirname(program)} first in PATH when you start gostyle`,
    ],
  ];
}
