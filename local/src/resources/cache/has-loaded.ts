import { connect } from 'node:net';
import type { Address } from '../shape/resource';

export interface Credentials {
  readonly user: string;
  readonly password?: string;
}

/** What accepts connections and says nothing is no cache. */
const PATIENCE_MS = 10_000;

/** Whether the server answers commands. It already listens while it is still loading its data. */
export function hasLoaded({ host, port }: Address, { user, password }: Credentials): Promise<boolean> {
  return new Promise((resolve) => {
    let answer = '';
    const socket = connect({ host, port });
    const end = () => {
      socket.destroy();
      resolve(answer.includes('PONG'));
    };
    socket.setEncoding('utf8').on('data', (text: string) => {
      answer += text;
      if (/PONG|^-/m.test(answer)) end();
    }).once('error', end).once('close', end).setTimeout(PATIENCE_MS, end);
    for (const words of [...password === undefined ? [] : [['AUTH', user, password]], ['PING']]) socket.write(command(words));
  });
}

/** Encodes a command in the Redis protocol (RESP). */
function command(words: readonly string[]): string {
  return [`*${words.length}`, ...words.flatMap((word) => [`$${Buffer.byteLength(word)}`, word]), ''].join('\r\n');
}
