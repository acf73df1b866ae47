import { misuse } from '../core/misuse';

/** The last release of version 1, which local runs simulate. */
export const CODE_DEPLOY_AGENT = '1.8.1-26';

/** Rejects what cannot be a release of the agent. */
export function requireCodeDeployAgent(prop: string, release: string): void {
  if (!/^[12]\.\d+\.\d+-\d+$/.test(release)) {
    const rule = 'must be a release of version 1 or 2 with its build, as its package is named';
    throw misuse(prop, rule, release, `leave it out for ${CODE_DEPLOY_AGENT}`);
  }
}
