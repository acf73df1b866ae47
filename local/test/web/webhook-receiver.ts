import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Received {
  readonly headers: IncomingHttpHeaders;
  readonly body: Readonly<Record<string, string>>;
  /** The content of the body's `Message`. */
  readonly message: object;
}

const toClose: (() => void)[] = [];
afterEach(() => toClose.splice(0).forEach((close) => close()));

/** Receives notifications like a user's program, and responds with a status. */
export async function receiver(status: number): Promise<{ readonly url: string; readonly received: Received[] }> {
  const received: Received[] = [];
  const server = createServer((request, response) => {
    let text = '';
    request.setEncoding('utf8').on('data', (chunk: string) => { text += chunk; }).once('end', () => {
      const body = JSON.parse(text) as Record<string, string>;
      received.push({ headers: request.headers, body, message: JSON.parse(body.Message) as object });
      response.writeHead(status, status === 307 ? { location: '/elsewhere' } : {}).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  toClose.push(() => {
    server.close();
    server.closeAllConnections();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`, received };
}
