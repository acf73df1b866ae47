import type { GroupMember } from '../../fleet';

const EVERY_MS = 5_000;
/** Smaller changes are not worth reporting. */
const MEBIBYTE = 2 ** 20;

/** Memory used by an environment's instances, measured every few seconds, for display. */
export class InstanceMemory {
  private bytes: ReadonlyMap<string, number> = new Map();
  private readonly timer: NodeJS.Timeout;
  private measuring = false;

  constructor(private readonly members: () => readonly GroupMember[], private readonly changed: () => void) {
    this.timer = setInterval(() => void this.measure(), EVERY_MS).unref();
  }

  of(instanceId: string): number | undefined {
    return this.bytes.get(instanceId);
  }

  async measure(): Promise<void> {
    if (this.measuring) return;
    this.measuring = true;
    const sizes = await Promise.all(this.members().map(async ({ instance }) => {
      const size = await instance.memoryBytes();
      return [instance.id, Math.round(size / MEBIBYTE) * MEBIBYTE] as const;
    }));
    this.measuring = false;
    const before = this.bytes;
    this.bytes = new Map(sizes.filter(([, size]) => size > 0));
    if (sizes.some(([id, size]) => (before.get(id) ?? 0) !== size)) this.changed();
  }

  close(): void {
    clearInterval(this.timer);
  }
}
