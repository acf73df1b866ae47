import type { Dispatcher } from 'undici';
import type { Stalls } from '../../system/stalls';

const OBSERVED_BYTES = 64 * 1024;

export interface LoadAnswer {
  readonly status: number;
  readonly body: string;
  header(name: string): string | undefined;
}

export interface LoadRequestOptions {
  readonly timeoutSeconds: number;
  readonly keepBody: boolean;
  readonly stalls: Stalls;
}

/** One request of the load: ends exactly once, with a complete response or an error. */
export class LoadRequest implements Dispatcher.DispatchHandler {
  private status = 0;
  private headers: Readonly<Record<string, string | string[] | undefined>> = {};
  private readonly chunks: Buffer[] = [];
  private bytes = 0;
  private over = false;
  private controller?: Dispatcher.DispatchController;
  private readonly cancelTimeout: () => void;

  constructor(private readonly options: LoadRequestOptions, private readonly ended: (answer: LoadAnswer | Error) => void) {
    const { stalls, timeoutSeconds } = options;
    this.cancelTimeout = stalls.after(timeoutSeconds * 1000, () => {
      const error = new Error(`no complete response within ${timeoutSeconds} s`);
      this.controller?.abort(error);
      this.end(error);
    });
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.controller = controller;
    if (this.over) controller.abort(new Error('too late'));
  }

  onResponseStart(_controller: Dispatcher.DispatchController, status: number, headers: LoadRequest['headers']): void {
    this.status = status;
    this.headers = headers;
  }

  onResponseData(_controller: Dispatcher.DispatchController, chunk: Buffer): void {
    if (!this.options.keepBody || this.bytes >= OBSERVED_BYTES) return;
    this.chunks.push(chunk.subarray(0, OBSERVED_BYTES - this.bytes));
    this.bytes += chunk.length;
  }

  onResponseEnd(): void {
    const { status, headers } = this;
    this.end({ status, body: Buffer.concat(this.chunks).toString(), header: (name) => headers[name.toLowerCase()]?.toString() });
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    this.end(error);
  }

  private end(answer: LoadAnswer | Error): void {
    if (this.over) return;
    this.over = true;
    this.cancelTimeout();
    this.ended(answer);
  }
}
