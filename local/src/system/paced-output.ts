import type { Readable } from 'node:stream';

/** The output of all programs together may keep this process busy for this share of the time: requests need the rest. */
const SHARE = 0.25;
const WINDOW_MS = 20;
/** What a program has written and this process may not have received: full buffers of the stream, and of the sockets that Node.js uses as a pipe. */
const IN_FLIGHT_BYTES = (64 + 256) * 1024;

/** How much time has been spent on output lately. There is one, because there is one event loop. */
class Pace {
  private began = 0;
  private spentMs = 0;
  private waiting: (() => void)[] = [];

  /** Does the work now, if there is time for it; otherwise `later` is called when there is. */
  spend(work: () => void, later: () => void): boolean {
    const now = performance.now();
    if (now >= this.began + Math.max(WINDOW_MS, this.spentMs / SHARE)) [this.began, this.spentMs] = [now, 0];
    if (this.spentMs >= WINDOW_MS * SHARE) {
      if (this.waiting.push(later) === 1) setTimeout(() => this.goOn(), this.began + this.spentMs / SHARE - now);
      return false;
    }
    work();
    this.spentMs += performance.now() - now;
    return true;
  }

  private goOn(): void {
    for (const later of this.waiting.splice(0)) later();
    // The first one had its time, and would have it each time.
    this.waiting.push(...this.waiting.splice(0, 1));
  }
}

const pace = new Pace();

export interface PacedOptions {
  /** How much of what cannot be handled yet is kept, in bytes; more is dropped by whole lines. @default - the program waits, as for any full pipe */
  readonly bufferBytes?: number;
  /** Called when something is dropped. */
  readonly onDropped?: () => void;
}

/** Handles a program's output, without keeping the runner from everything else when there is a lot of it. */
export class PacedReader {
  private readonly queue: Buffer[] = [];
  private bytes = 0;
  private received = 0;
  private isEnded = false;
  /** Whether the rest of a line is dropped. */
  private isCut = false;
  private readonly ended: Promise<void>;
  private whenDrained: (() => void)[] = [];

  constructor(private readonly stream: Readable, private readonly handle: (chunk: Buffer) => void, private readonly options: PacedOptions = {}) {
    this.ended = new Promise((resolve) => {
      const end = () => {
        this.isEnded = true;
        resolve();
      };
      stream.once('end', end);
      stream.once('close', end);
    });
    stream.on('data', (chunk: Buffer) => this.receive(chunk));
  }

  /** Resolves when all that was written until the end of the program is handled. What a child of it writes afterwards is not waited for. */
  async finished(longestMs: number): Promise<void> {
    const enough = this.received + IN_FLIGHT_BYTES;
    let hasMore: boolean;
    do {
      const before = this.received;
      const wasPaused = this.queue.length > 0;
      let timer: NodeJS.Timeout | undefined;
      await Promise.race([this.ended, new Promise((resolve) => { timer = setTimeout(resolve, longestMs); })]);
      clearTimeout(timer);
      if (this.queue.length > 0) await new Promise<void>((resolve) => this.whenDrained.push(resolve));
      // A paused stream only goes on when its queue is drained.
      hasMore = wasPaused || this.received > before;
    } while (!this.isEnded && hasMore && this.received < enough);
  }

  private receive(chunk: Buffer): void {
    this.received += chunk.length;
    const { bufferBytes, onDropped } = this.options;
    if (bufferBytes === undefined) {
      this.take(chunk);
      if (this.queue.length > 0) this.stream.pause();
    } else if (this.queue.length > 0 && this.bytes + chunk.length > bufferBytes) {
      if (!this.isCut) onDropped?.();
      this.isCut = true;
    } else if (!this.isCut) {
      this.take(chunk);
    } else if (chunk.includes('\n')) {
      this.isCut = false;
      this.take(Buffer.concat([Buffer.from('\n'), chunk.subarray(chunk.indexOf('\n') + 1)]));
    }
  }

  private take(chunk: Buffer): void {
    this.queue.push(chunk);
    this.bytes += chunk.length;
    if (this.queue.length === 1) this.drain();
  }

  private drain(): void {
    for (let [chunk] = this.queue; chunk; [chunk] = this.queue) {
      const next = chunk;
      if (!pace.spend(() => this.handle(next), () => this.drain())) return;
      this.queue.shift();
      this.bytes -= next.length;
    }
    this.stream.resume();
    for (const drained of this.whenDrained.splice(0)) drained();
  }
}
