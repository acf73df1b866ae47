import type { ConnectionSourceOptions } from './connection-source-options';

/** Which project and branch of GitLab. */
export interface GitLabSourceOptions extends ConnectionSourceOptions {
  /** User or group that owns the project, with subgroups: `group/subgroup`. */
  readonly group: string;

  /** Path of the project, without its group. */
  readonly project: string;

  /**
   * URL of a self-managed GitLab, for links to commits. Its connection needs a host (*Developer Tools, Settings, Hosts*).
   *
   * @default 'https://gitlab.com'
   */
  readonly url?: string;
}
