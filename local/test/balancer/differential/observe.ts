import type { Socket } from 'node:net';
import { readAll, startApp } from '../harness';

/** Closes the connection, whatever state the previous bytes have left it in, unless it is read as part of a body. */
const LAST = 'GET /last HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n';

export interface Recorder {
  readonly port: number;
  /** Requests that the application has received since the last call. */
  take(): string[];
}

/** An application behind either proxy. It uses `node:http`, whose parser is that of neither. */
export async function startRecorder(): Promise<Recorder> {
  let seen: string[] = [];
  const app = await startApp((request, response) => {
    const place = seen.push('') - 1;
    const tell = (body: string) => { seen[place] = `${request.method} ${request.url}${body}`; };
    let body = '';
    tell(' ...');
    request.setEncoding('latin1').on('data', (data: string) => { body += data; });
    request.on('end', () => {
      tell(body === '' ? '' : ` [${short(body)}]`);
      response.end('ok');
    });
  });
  return {
    port: app.port,
    take: () => {
      const taken = seen;
      seen = [];
      return taken.filter((each) => !each.includes(' /health'));
    },
  };
}

/**
 * Sends the pieces, and returns what came back and what the application received. A client that closes its side at the end need not wait for a
 * timeout if its last request is incomplete.
 */
export async function observe(open: () => Socket, recorder: Recorder, pieces: readonly string[], { closesItsSide = false } = {}): Promise<string> {
  const client = open();
  const answers = readAll(client);
  const all = [...pieces.slice(0, -1), `${pieces.at(-1) ?? ''}${LAST}`];
  for (const piece of all) {
    client.write(piece, 'latin1');
    if (all.length > 1) await new Promise((resolve) => setImmediate(resolve));
  }
  if (closesItsSide) client.end();
  const statuses = [...(await answers).matchAll(/HTTP\/1\.[01] (\d{3})/g)].map(([, status]) => status as string);
  return `${collapsed(statuses).join(' ')} < ${recorder.take().map(short).join(', ')}`.trim();
}

/** `200 200 200 200` is `4x200`. */
function collapsed(statuses: readonly string[]): string[] {
  return statuses.length > 3 && new Set(statuses).size === 1 ? [`${statuses.length}x${statuses[0]}`] : [...statuses];
}

function short(text: string): string {
  const shortened = text.length > 60 ? `${text.slice(0, 40)}...(${text.length})` : text;
  return shortened.replace(/[^\x21-\x7e ]/g, (character) => `\\x${character.charCodeAt(0).toString(16)}`);
}
