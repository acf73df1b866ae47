import { connect } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';

const LOOK_EVERY_MS = 25;

/** Ends when somebody accepts connections on the port, when the time is over, or when nobody waits any more: whether somebody does. */
export async function untilListening(host: string, port: number, limitMs: number, signal?: AbortSignal): Promise<boolean> {
  const end = performance.now() + limitMs;
  while (!await accepts(host, port)) {
    if (performance.now() > end || signal?.aborted) return false;
    await delay(LOOK_EVERY_MS);
  }
  return true;
}

function accepts(host: string, port: number): Promise<boolean> {
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
