import type { CommitState } from './run-state';

/** The built application: packed once, then promoted to every environment as it is. */
export interface Revision {
  /** Two builds of one commit are two revisions. */
  readonly id: string;
  readonly commit: CommitState;
  readonly executionId: string;
  /** Absolute. */
  readonly archive: string;
  readonly sha256: string;
  readonly bytes: number;
}
