/** The same numbers in each run (Park and Miller's generator), so that failures are reproducible. */
export function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 48271) % 2147483647;
    return state / 2147483647;
  };
}

type Random = () => number;

const LENGTHS = ['5', '5', '5', '0', '6', '05', '+5', '-5', '5 ', '0x5', '5,5', '', '99999999999999999999', '5\t', '\x0b5'];
const CODINGS = [
  'chunked', 'chunked', 'chunked', 'CHUNKED', 'identity', 'chunked, chunked', 'gzip, chunked', 'xchunked', '\tchunked', 'chunked\x0b', '',
];
const NAMES = ['', '', '', ' ', '\t', '\0', '\r', '\n '];
const LINE_ENDS = ['\r\n', '\r\n', '\r\n', '\r\n', '\r\n', '\r\n', '\r\n', '\n', '\r', '\r\r\n', '\n\r\n'];
const BODIES = [
  '', 'hello', '0\r\n\r\n', '5\r\nhello\r\n0\r\n\r\n', '5\r\nhello\r\n0\r\nX: y\r\n\r\n', '5;a\r\nhello\r\n00\r\n\r\n', '5 \r\nhello\r\n0\r\n\r\n',
  '0x5\r\nhello\r\n0\r\n\r\n', '5\r\nhello0\r\n\r\n', '5\nhello\n0\n\n',
  '6\r\nhello\r\n0\r\n\r\n', '4\r\nhello\r\n0\r\n\r\n', '-5\r\nhello\r\n0\r\n\r\n',
  '0\r\n\r\nGET /hidden HTTP/1.1\r\nHost: x\r\n\r\n', '2a\r\nGET /hidden HTTP/1.1\r\nHost: x\r\n\r\n\r\n0\r\n\r\n',
];
const MUTATIONS = ['\0', '\r', '\n', '\r\n', ' ', '\t', ':', ',', ';', '\x7f', '\xff', '0', 'chunked', 'Content-Length: 3\r\n'];

/** One to three requests in a row, most of them with invalid framing. */
export function randomRequests(random: Random, round: number): string {
  const requests = Array.from({ length: 1 + Math.floor(random() * 3) }, (_, index) => oneRequest(random, `/${round}-${index}`));
  const bytes = requests.join('');
  return random() < 0.4 ? mutated(random, bytes) : bytes;
}

/** Splits the bytes at random positions. */
export function randomPieces(random: Random, bytes: string): string[] {
  const pieces: string[] = [];
  for (let at = 0; at < bytes.length;) {
    const end = at + 1 + Math.floor(random() * random() * 80);
    pieces.push(bytes.slice(at, end));
    at = end;
  }
  return pieces;
}

function oneRequest(random: Random, path: string): string {
  const headers = ['Host: x'];
  if (random() < 0.6) headers.push(`Content-Length${pick(random, NAMES)}:${pick(random, LENGTHS)}`);
  if (random() < 0.5) headers.push(`Transfer-Encoding${pick(random, NAMES)}: ${pick(random, CODINGS)}`);
  if (random() < 0.1) headers.push(`Content-Length: ${pick(random, LENGTHS)}`);
  if (random() < 0.1) headers.push(`Connection: ${pick(random, ['close', 'keep-alive', 'Content-Length', 'Transfer-Encoding', 'Host'])}`);
  if (random() < 0.1) headers.push('Expect: 100-continue');
  if (random() < 0.5) headers.reverse();
  const withEnd = (line: string) => line + (random() < 0.9 ? '\r\n' : pick(random, LINE_ENDS));
  const lines = [`POST ${path} HTTP/1.${random() < 0.9 ? 1 : 0}`, ...headers].map(withEnd);
  return `${lines.join('')}\r\n${pick(random, BODIES)}`;
}

function mutated(random: Random, bytes: string): string {
  const at = Math.floor(random() * bytes.length);
  const removed = random() < 0.5 ? Math.ceil(random() * 3) : 0;
  return bytes.slice(0, at) + pick(random, MUTATIONS) + bytes.slice(at + removed);
}

export function pick<T>(random: Random, choices: readonly T[]): T {
  return choices[Math.floor(random() * choices.length)] as T;
}
