import { GitHubSource } from './git-hub-source';
import type { GitHubSourceOptions } from './git-hub-source-options';
import type { ISource } from './source-config';

/** Where a pipeline gets commits from. */
export class Source {
  /**
   * A GitHub repository, through a CodeConnections connection.
   *
   * @param options which repository and branch
   */
  static gitHub(options: GitHubSourceOptions): ISource {
    return new GitHubSource(options);
  }

  private constructor() {}
}
