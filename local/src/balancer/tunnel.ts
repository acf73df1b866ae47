import { STATUS_CODES } from 'node:http';
import { Socket } from 'node:net';
import { pipeline, type Duplex } from 'node:stream';
import { headerLines } from './elb-answer';

export interface Tunnel {
  readonly client: Duplex;
  readonly clientHead: Buffer;
  readonly target: Duplex;
  readonly status: number;
  readonly headers: readonly (Buffer | string)[];
  readonly idleTimeoutSeconds: number;
}

/** Passes the target's 101 on and then bytes in both directions, until one side closes or both are silent for the idle timeout. */
export function openTunnel({ client, clientHead, target, status, headers, idleTimeoutSeconds }: Tunnel): void {
  const lines = headerLines(headers.map((bytes) => bytes.toString('latin1')));
  client.write(`HTTP/1.1 ${status} ${STATUS_CODES[status] ?? ''}\r\n${lines}\r\n`, 'latin1');
  if (clientHead.length > 0) target.write(clientHead);
  if (client instanceof Socket) client.setTimeout(idleTimeoutSeconds * 1000, () => client.destroy());
  const close = () => {
    client.destroy();
    target.destroy();
  };
  pipeline(client, target, close);
  pipeline(target, client, close);
}
