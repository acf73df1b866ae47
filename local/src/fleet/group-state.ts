import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { UserError } from '../messages/user-error';
import type { InstanceLifecycleState } from '../model/instance';
import { writeJson } from '../system/atomic-file';
import { readStoredFile, UnreadableFile, type StoredFile } from '../system/stored-file';

/** What is stored about an instance. */
export interface MemberRecord {
  readonly id: string;
  readonly availabilityZone: string;
  readonly port: number;
  readonly lifecycle: InstanceLifecycleState;
  readonly launchTemplateFingerprint: string;
  readonly launchedAt: string;
}

/** Limits changed after the template set them; they apply until the template sets new ones. */
export interface GroupSizes {
  readonly minSize: number;
  readonly maxSize: number;
  readonly ofTemplate: { readonly minSize: number; readonly maxSize: number };
}

export interface GroupRecord {
  readonly version: 1;
  readonly desiredCapacity?: number;
  readonly sizes?: GroupSizes;
  readonly instances: readonly MemberRecord[];
}

const FILE = 'auto-scaling-group.json';
const FORMAT: StoredFile = {
  version: 1,
  shape: {
    'desiredCapacity?': 'number',
    'sizes?': { minSize: 'number', maxSize: 'number', ofTemplate: { minSize: 'number', maxSize: 'number' } },
    'instances': [{
      id: 'name', availabilityZone: 'text', port: 'number', lifecycle: 'text', launchTemplateFingerprint: 'text', launchedAt: 'text',
    }],
  },
};

/** Saves the group's state atomically, in the order of its changes. */
export class GroupState {
  private saving: Promise<void> = Promise.resolve();

  constructor(private readonly directory: string) {}

  async load(): Promise<GroupRecord> {
    try {
      return await readStoredFile<GroupRecord>(join(this.directory, FILE), FORMAT) ?? { version: 1, instances: [] };
    } catch (error) {
      if (!(error instanceof UnreadableFile)) throw error;
      throw new UserError(`${error.path} cannot be read: ${error.reason}; fix it, or delete ${this.directory} to discard its instances`);
    }
  }

  save(record: GroupRecord): Promise<void> {
    const saved = this.saving.then(() => writeJson(join(this.directory, FILE), record));
    // A failed write must not prevent later ones.
    this.saving = saved.catch(() => undefined);
    return saved;
  }
}

/** In EC2's format: `i-` and 17 hexadecimal digits. */
export function newInstanceId(): string {
  return `i-0${randomBytes(8).toString('hex')}`;
}
