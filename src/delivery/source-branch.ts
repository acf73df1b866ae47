import { Token } from 'aws-cdk-lib';
import { misuse } from '../core/misuse';

/** The default branch of new repositories. */
export const DEFAULT_BRANCH = 'main';

/** What git-check-ref-format(1) refuses. */
const NOT_A_BRANCH = /[\s~^:?*[\\\x00-\x1f\x7f]|\.\.|@\{|\/\/|^[-/.]|\/\.|[/.]$|\.lock(\/|$)/;

export function requireBranch(branch: string | undefined): void {
  if (branch === undefined || Token.isUnresolved(branch)) return;
  const fix = `leave it out for \`${DEFAULT_BRANCH}\``;
  if (branch.trim() === '') throw misuse('source.branch', 'must not be empty', branch, fix);
  if (!NOT_A_BRANCH.test(branch)) return;
  throw misuse('source.branch', 'must be a branch name that Git accepts, not a pattern', branch, fix);
}
