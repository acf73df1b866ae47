import type { ConnectionSourceOptions } from './connection-source-options';

/** Which repository and branch of Bitbucket Cloud. */
export interface BitbucketSourceOptions extends ConnectionSourceOptions {
  /** Workspace that the repository is in, as it is in the address of the repository. */
  readonly workspace: string;

  /** Name of the repository, as it is in its address. */
  readonly repository: string;
}
