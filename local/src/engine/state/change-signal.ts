/** Notifies listeners of changes: immediately, and then at most every few hundred milliseconds. */
export class ChangeSignal {
  private readonly listeners = new Set<() => void>();
  private timer?: NodeJS.Timeout;
  private again = false;

  constructor(private readonly intervalMs = 200) {}

  readonly changed = (): void => {
    if (this.timer) {
      this.again = true;
      return;
    }
    this.notify();
    this.timer = setTimeout(() => {
      this.timer = undefined;
      if (!this.again) return;
      this.again = false;
      this.changed();
    }, this.intervalMs);
  };

  listen(listener: () => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  close(): void {
    clearTimeout(this.timer);
    this.listeners.clear();
  }

  private notify(): void {
    for (const listener of this.listeners) listener();
  }
}
