import type { ConnectionSourceOptions } from './connection-source-options';

/** Which project and branch of GitLab. */
export interface GitLabSourceOptions extends ConnectionSourceOptions {
  /** Person or group that the project belongs to, with subgroups: `group/subgroup`. */
  readonly group: string;

  /** Path of the project, without its group. */
  readonly project: string;

  /**
   * Address of a GitLab of your own, for links to commits. Its connection is made with a host (*Developer Tools, Settings, Hosts*).
   *
   * @default 'https://gitlab.com'
   */
  readonly url?: string;
}
