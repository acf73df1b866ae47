import type { Socket } from 'node:net';

export interface Tunnel {
  readonly client: Socket;
  readonly clientHead: Buffer | undefined;
  readonly target: Socket;
  readonly targetHead: Buffer;
  /** Head of the target's 101 response. */
  readonly opening: string;
  readonly idleTimeoutSeconds: number;
}

/**
 * How long a client that has received everything may take to close: closing on unread bytes would reset the connection and lose what it has
 * not read yet.
 */
const LINGER_MS = 2000;

/**
 * Forwards the target's 101 response and then bytes in both directions, until the target closes, the client is gone, or both are silent for
 * the idle timeout. A client that has only closed its side still receives the target's data, including what a target sent before it closed.
 */
export function openTunnel({ client, clientHead, target, targetHead, opening, idleTimeoutSeconds }: Tunnel): void {
  client.write(opening, 'latin1');
  if (targetHead.length > 0) client.write(targetHead);
  if (clientHead) target.write(clientHead);
  client.setTimeout(idleTimeoutSeconds * 1000, () => client.destroy());
  client.once('close', () => target.destroy());
  target.once('close', () => {
    if (!target.readableEnded) client.destroy();
    else if (client.writableFinished) leave(client);
    else client.once('finish', () => leave(client));
  });
  client.pipe(target);
  target.pipe(client);
}

function leave(client: Socket): void {
  if (client.destroyed) return;
  const linger = setTimeout(() => client.destroy(), LINGER_MS);
  client.once('close', () => clearTimeout(linger));
  client.resume();
}
