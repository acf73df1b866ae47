import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Answer, Invocation } from './execution-environment';

/** Limit for request bodies that the load balancer passes to a function. */
const LARGEST_REQUEST = 1024 * 1024;

/** Answered here without invoking the function, because target groups of functions have no health checks by default. */
const HEALTH_CHECKER = 'ELB-HealthChecker/2.0';

/** Headers that concern a single connection. */
const HOP_BY_HOP = /^(connection|keep-alive|transfer-encoding|upgrade|proxy-connection|te|trailer)$/i;

/** Turns the load balancer's requests into invocations, within the limits for Lambda targets. */
export class FunctionFront {
  private readonly server: Server;
  /** Why connections were closed without an answer, by the port of the load balancer's side. */
  private readonly reasons = new Map<number, string>();

  constructor(private readonly invoke: (invocation: Invocation) => Promise<Answer>, private readonly failed: (why: string) => void) {
    this.server = createServer({ keepAliveTimeout: 120_000, headersTimeout: 125_000 }, (request, response) => {
      this.answer(request, response).catch((error: Error) => {
        this.failed(`${request.method} ${request.url?.split('?')[0]}: ${error.message}`);
        // Closes without a response: the load balancer answers 502, as it does for a failed invocation.
        if (request.socket.remotePort !== undefined) this.reasons.set(request.socket.remotePort, error.message);
        request.socket.destroy();
      });
    });
    // Another connection may have had this port before.
    this.server.on('connection', (socket: Socket) => this.reasons.delete(socket.remotePort ?? 0));
    this.server.on('upgrade', (_request, socket: Socket) => {
      // Node.js no longer listens for errors of this connection: one would end the run.
      socket.on('error', () => socket.destroy());
      socket.end('HTTP/1.1 400 Bad Request\r\ncontent-length: 0\r\nconnection: close\r\n\r\n');
    });
  }

  listen(): Promise<number> {
    return new Promise((resolve, reject) => {
      this.server.once('error', reject);
      this.server.listen(0, '127.0.0.1', () => resolve((this.server.address() as { port: number }).port));
    });
  }

  /** Why a connection was closed, so that the load balancer does not report a crash: the function was throttled, timed out, did not start. */
  whyClosed(port: number): string | undefined {
    const reason = this.reasons.get(port);
    this.reasons.delete(port);
    return reason;
  }

  close(): void {
    this.server.close();
    this.server.closeAllConnections();
  }

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (request.headers['user-agent'] === HEALTH_CHECKER) return void response.writeHead(200, { 'content-length': 0 }).end();
    const body = await bodyOf(request);
    if (body === undefined) {
      return void response.writeHead(413, { 'content-length': 0, 'connection': 'close' }).end();
    }
    const headers = withoutHops(request.rawHeaders);
    if (!request.headers['content-length'] && body.length > 0) headers.push('content-length', String(body.length));
    const answer = await this.invoke({ method: request.method ?? 'GET', path: request.url ?? '/', headers, body });
    const lengthless = withoutHops(answer.headers).filter((_, index, all) => all[index - index % 2].toLowerCase() !== 'content-length');
    const bodiless = request.method === 'HEAD' || answer.status === 204 || answer.status === 304;
    response.writeHead(answer.status, bodiless ? lengthless : [...lengthless, 'content-length', String(answer.body.length)]);
    response.end(bodiless ? undefined : answer.body);
  }
}

/** `undefined` if the body exceeds the limit for functions. */
async function bodyOf(request: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > LARGEST_REQUEST) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function withoutHops(raw: readonly string[]): string[] {
  return raw.filter((_, index) => !HOP_BY_HOP.test(raw[index - index % 2]));
}
