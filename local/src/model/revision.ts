import type { CommitState } from './run-state';

/** The built application: packed once, then promoted unchanged to every environment. */
export interface Revision {
  /** Two builds of the same commit are two revisions. */
  readonly id: string;
  readonly commit: CommitState;
  readonly executionId: string;
  /** Absolute path. */
  readonly archive: string;
  readonly sha256: string;
  readonly bytes: number;
}
