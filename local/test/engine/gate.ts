import { once } from 'node:events';
import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterTest } from './after-test';

/** Holds requests on their instances, whose ports it learns, until it opens. */
export async function openGate() {
  const waiting: ServerResponse[] = [];
  let isOpen = false;
  const held = new Map<number, number>();
  const server = createServer(({ url }, response) => {
    const port = Number(url?.slice(1));
    held.set(port, (held.get(port) ?? 0) + 1);
    if (isOpen) response.end();
    else waiting.push(response);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  afterTest(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  const open = () => {
    isOpen = true;
    for (const response of waiting) response.end();
  };
  return { port, held, arrived: () => waiting.length, open };
}

/** A hook that ends when the gate opens. */
export function hookAt(gate: { readonly port: number }): string {
  return `#!/bin/bash\nexec 3<>/dev/tcp/127.0.0.1/${gate.port}\nprintf 'GET /0 HTTP/1.0\\r\\n\\r\\n' >&3\nread -r _ <&3\n`;
}
