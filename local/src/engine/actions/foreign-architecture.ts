import type { BuildProject } from '../../assembly';

/** What differs if a build on AWS runs on another architecture than this machine, which builds and starts everything for itself. */
export function foreignArchitecture({ environmentType }: Pick<BuildProject, 'environmentType'>, machine: string = process.arch): string | undefined {
  const onAws = environmentType.startsWith('ARM') ? 'arm64' : 'x64';
  if (machine === onAws) return undefined;
  return `this machine builds and runs the revision for its own architecture, ${machine}; on AWS it is built for ${onAws},`
    + ' so a local run does not show whether native modules and binaries work there';
}
