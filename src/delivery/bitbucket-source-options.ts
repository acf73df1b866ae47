import type { ConnectionSourceOptions } from './connection-source-options';

/** Which repository and branch of Bitbucket Cloud. */
export interface BitbucketSourceOptions extends ConnectionSourceOptions {
  /** Workspace of the repository, as in its URL. */
  readonly workspace: string;

  /** Name of the repository, as in its URL. */
  readonly repository: string;
}
