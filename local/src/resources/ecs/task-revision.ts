import type { LocalImage } from './image-store';
import type { TaskSettings } from './service-settings';

/** What all tasks of one deployment have in common. */
export interface TaskRevision {
  readonly settings: TaskSettings;
  readonly image: LocalImage;
}
