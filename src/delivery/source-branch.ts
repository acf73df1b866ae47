import { Token } from 'aws-cdk-lib';
import { misuse } from '../core/misuse';

/** What repositories that are made today begin with. */
export const DEFAULT_BRANCH = 'main';

export function requireBranch(branch: string | undefined): void {
  if (branch === undefined || Token.isUnresolved(branch) || branch.trim() !== '') return;
  throw misuse('source.branch', 'must not be empty', branch, `leave it out for \`${DEFAULT_BRANCH}\``);
}
