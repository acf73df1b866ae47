import { connect } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';

const LOOK_EVERY_MS = 25;

/** Waits until the port accepts connections, the time is over, or the signal aborts. Returns whether it does. */
export async function untilListening(host: string, port: number, limitMs: number, signal?: AbortSignal): Promise<boolean> {
  const end = performance.now() + limitMs;
  while (!await accepts(host, port)) {
    if (performance.now() > end || signal?.aborted) return false;
    await delay(LOOK_EVERY_MS);
  }
  return true;
}

/** Whether the port accepts a connection now. */
export function accepts(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host, port });
    const end = (answer: boolean) => {
      socket.destroy();
      resolve(answer);
    };
    socket.once('connect', () => end(true));
    socket.once('error', () => end(false));
  });
}
