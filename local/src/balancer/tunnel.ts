import type { Socket } from 'node:net';
import { pipeline } from 'node:stream';

export interface Tunnel {
  readonly client: Socket;
  readonly clientHead: Buffer | undefined;
  readonly target: Socket;
  readonly targetHead: Buffer;
  /** The target's 101. */
  readonly opening: string;
  readonly idleTimeoutSeconds: number;
}

/** Passes the target's 101 on and then bytes in both directions, until one side closes or both are silent for the idle timeout. */
export function openTunnel({ client, clientHead, target, targetHead, opening, idleTimeoutSeconds }: Tunnel): void {
  client.write(opening, 'latin1');
  if (targetHead.length > 0) client.write(targetHead);
  if (clientHead) target.write(clientHead);
  client.setTimeout(idleTimeoutSeconds * 1000, () => client.destroy());
  const close = () => {
    client.destroy();
    target.destroy();
  };
  pipeline(client, target, close);
  pipeline(target, client, close);
}
