const OK = 'HTTP/1.1 200 OK\r\n';
const CHUNKED = `${OK}Transfer-Encoding: chunked\r\n\r\n`;

export interface RawAnswer {
  readonly bytes: string;
  /** What the target does with its connection afterwards. */
  readonly then?: 'closes' | 'resets';
  readonly method?: 'HEAD';
  /** What the client reads: interim responses, status and body, or that the response broke off; after the bar, the response to its next request. */
  readonly outcome: string;
  /** Why haproxy may behave differently. */
  readonly differs?: keyof typeof ANSWER_REASONS;
}

export const ANSWER_REASONS = {
  lineEnds: 'lines end with CR LF; haproxy also takes LF alone',
  continued: 'a header on two lines is refused; haproxy joins the lines',
  twoMeanings: 'an answer whose end two readers could see at two places is refused; haproxy takes one of them',
  chunks: 'a chunk size is digits and extensions without control characters, and no space',
  reset: 'a reset is no end of an answer; haproxy takes it for one where no length says otherwise',
  broken: 'what breaks in the same turn as the head may reach the client as nothing at all, or as an answer of haproxy',
  refused: 'both refuse it; haproxy shows the answer that it refuses, or breaks off, instead of a clean 502',
  versions: 'an answer begins with HTTP/1; haproxy takes some other versions',
} as const;

/** Raw answers of a target by name. The client asks with `node:http`, then once more on the same connection. */
export const ANSWERS: Readonly<Record<string, RawAnswer>> = {
  'length': { bytes: `${OK}Content-Length: 2\r\n\r\nok`, outcome: '200 ok | 200 fine' },
  'chunks': { bytes: `${CHUNKED}2\r\nok\r\n0\r\n\r\n`, outcome: '200 ok | 200 fine' },
  'no length, closes': { bytes: `${OK}\r\nok`, then: 'closes', outcome: '200 ok | 200 fine' },
  'http 1.0, closes': { bytes: 'HTTP/1.0 200 OK\r\n\r\nok', then: 'closes', outcome: '200 ok | 200 fine' },
  'http 1.0 with a length': { bytes: 'HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nok', outcome: '200 ok | 200 fine' },
  'connection close': { bytes: `${OK}Connection: close\r\nContent-Length: 2\r\n\r\nok`, then: 'closes', outcome: '200 ok | 200 fine' },
  'no reason': { bytes: 'HTTP/1.1 200\r\nContent-Length: 2\r\n\r\nok', outcome: '200 ok | 200 fine' },
  'unknown status': { bytes: 'HTTP/1.1 799 Odd\r\nContent-Length: 2\r\n\r\nok', outcome: '799 ok | 200 fine' },
  '204': { bytes: 'HTTP/1.1 204 No Content\r\n\r\n', outcome: '204  | 200 fine' },
  '204 with a length': { bytes: 'HTTP/1.1 204 No Content\r\nContent-Length: 5\r\n\r\n', outcome: '204  | 200 fine' },
  '304 with a length': { bytes: 'HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\n\r\n', outcome: '304  | 200 fine' },
  '304 with chunks': { bytes: 'HTTP/1.1 304 Not Modified\r\nTransfer-Encoding: chunked\r\n\r\n', outcome: '304  | 200 fine' },
  'head with a length': { method: 'HEAD', bytes: `${OK}Content-Length: 5\r\n\r\n`, outcome: '200  | 200 ' },
  'head with chunks': { method: 'HEAD', bytes: CHUNKED, outcome: '200  | 200 ' },
  'head with a body': { method: 'HEAD', bytes: `${OK}Content-Length: 2\r\n\r\nok`, outcome: '200  | 200 ' },
  '100 first': { bytes: `HTTP/1.1 100 Continue\r\n\r\n${OK}Content-Length: 2\r\n\r\nok`, outcome: '100 200 ok | 200 fine' },
  '102 first': { bytes: `HTTP/1.1 102 Processing\r\n\r\n${OK}Content-Length: 2\r\n\r\nok`, outcome: '102 200 ok | 200 fine' },
  '103 twice': {
    bytes: `${'HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n'.repeat(2)}${OK}Content-Length: 2\r\n\r\nok`, outcome: '103 103 200 ok | 200 fine',
  },
  '199 first': { bytes: `HTTP/1.1 199 Odd\r\n\r\n${OK}Content-Length: 2\r\n\r\nok`, outcome: '199 200 ok | 200 fine' },
  '101 unasked': { bytes: 'HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: a\r\n\r\n', outcome: '502 | 200 fine' },
  'garbage behind': { bytes: `${OK}Content-Length: 2\r\n\r\nokgarbage`, outcome: '200 ok | 200 fine' },
  'an answer behind': { bytes: `${OK}Content-Length: 2\r\n\r\nok${OK}Content-Length: 6\r\n\r\npoison`, outcome: '200 ok | 200 fine' },
  'extension and trailer': { bytes: `${CHUNKED}2;a=b\r\nok\r\n0\r\nX: y\r\n\r\n`, outcome: '200 ok | 200 fine' },
  'garbage': { bytes: 'Hello.\r\n\r\n', outcome: '502 | 200 fine' },
  'nothing, closes': { bytes: '', then: 'closes', outcome: '502 | 200 fine' },
  'nothing, resets': { bytes: '', then: 'resets', outcome: '502 | 200 fine' },
  'half a head, closes': { bytes: `${OK}Content-`, then: 'closes', outcome: '502 | 200 fine' },
  'http 2': { bytes: 'HTTP/2.0 200 OK\r\nContent-Length: 2\r\n\r\nok', outcome: '502 | 200 fine', differs: 'versions' },
  'icy': { bytes: 'ICY 200 OK\r\n\r\nok', then: 'closes', outcome: '502 | 200 fine' },
  'two digits': { bytes: 'HTTP/1.1 20 OK\r\nContent-Length: 2\r\n\r\nok', outcome: '502 | 200 fine', differs: 'refused' },
  'four digits': { bytes: 'HTTP/1.1 2000 OK\r\nContent-Length: 2\r\n\r\nok', outcome: '502 | 200 fine', differs: 'refused' },
  'bare LF': { bytes: 'HTTP/1.1 200 OK\nContent-Length: 2\n\nok', outcome: '502 | 200 fine', differs: 'lineEnds' },
  'obs-fold': { bytes: `${OK}X: a\r\n b\r\nContent-Length: 2\r\n\r\nok`, outcome: '502 | 200 fine', differs: 'continued' },
  'space before a colon': { bytes: `${OK}Content-Length : 2\r\n\r\nok`, outcome: '502 | 200 fine' },
  'NUL in a value': { bytes: `${OK}X: a\0b\r\nContent-Length: 2\r\n\r\nok`, outcome: '502 | 200 fine', differs: 'refused' },
  'two lengths': { bytes: `${OK}Content-Length: 2\r\nContent-Length: 3\r\n\r\nok`, outcome: '502 | 200 fine' },
  'two equal lengths': { bytes: `${OK}Content-Length: 2\r\nContent-Length: 2\r\n\r\nok`, outcome: '502 | 200 fine', differs: 'twoMeanings' },
  'length and chunks': {
    bytes: `${OK}Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n`, outcome: '502 | 200 fine', differs: 'twoMeanings',
  },
  'negative length': { bytes: `${OK}Content-Length: -2\r\n\r\nok`, outcome: '502 | 200 fine' },
  'length of 2^64 + 2': { bytes: `${OK}Content-Length: 18446744073709551618\r\n\r\nok`, outcome: '502 | 200 fine', differs: 'refused' },
  'gzip': { bytes: `${OK}Transfer-Encoding: gzip\r\n\r\nok`, then: 'closes', outcome: '502 | 200 fine' },
  'gzip, chunked': {
    bytes: `${OK}Transfer-Encoding: gzip, chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n`, outcome: '502 | 200 fine',
  },
  'http 1.0 with chunks': {
    bytes: 'HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n',
    then: 'closes',
    outcome: '502 | 200 fine',
    differs: 'twoMeanings',
  },
  'no length, resets': { bytes: `${OK}\r\nok`, then: 'resets', outcome: '200 broken | 200 fine', differs: 'reset' },
  'length, closes early': { bytes: `${OK}Content-Length: 9\r\n\r\nok`, then: 'closes', outcome: '200 broken | 200 fine' },
  'length, resets early': { bytes: `${OK}Content-Length: 9\r\n\r\nok`, then: 'resets', outcome: '200 broken | 200 fine' },
  'chunks, closes early': { bytes: `${CHUNKED}2\r\nok\r\n`, then: 'closes', outcome: '200 broken | 200 fine' },
  'chunks, resets early': { bytes: `${CHUNKED}2\r\nok\r\n`, then: 'resets', outcome: '200 broken | 200 fine' },
  'chunk too long': { bytes: `${CHUNKED}2\r\nokay\r\n0\r\n\r\n`, outcome: '502 | 200 fine' },
  'chunk without a size': { bytes: `${CHUNKED}2\r\nok\r\nzz\r\n`, outcome: '502 | 200 fine' },
  'chunk size with a space behind': { bytes: `${CHUNKED}2 \r\nok\r\n0\r\n\r\n`, outcome: '502 | 200 fine', differs: 'chunks' },
  'headers of 40 KiB': {
    bytes: `${OK}${`X: ${'y'.repeat(4000)}\r\n`.repeat(10)}Content-Length: 2\r\n\r\nok`, outcome: '502 | 200 fine', differs: 'broken',
  },
};
