import type { CleanupFile } from './cleanup-file';

/** One step of an installation. All steps are made before the first one runs, so conflicts are found first. */
export interface Instruction {
  execute(cleanup: CleanupFile): void;
  /** As it stands in `<deployment group>-install.json`. */
  toJSON(): object;
}
