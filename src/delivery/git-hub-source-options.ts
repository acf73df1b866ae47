import type { ConnectionSourceOptions } from './connection-source-options';

/** Which repository and branch of GitHub. */
export interface GitHubSourceOptions extends ConnectionSourceOptions {
  /** User or organization that owns the repository. */
  readonly owner: string;

  /** Name of the repository, without its owner. */
  readonly repository: string;
}
