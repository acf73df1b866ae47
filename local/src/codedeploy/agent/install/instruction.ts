import type { CleanupFile } from './cleanup-file';

/** One step of an installation. All steps are planned before the first one runs, so that conflicts are found first. */
export interface Instruction {
  execute(cleanup: CleanupFile): void;
  /** As written to `<deployment group>-install.json`. */
  toJSON(): object;
}
