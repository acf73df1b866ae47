import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { fakeLambda, type Answers, type FakeLambda } from '../helpers/inline-code';

const CODE = readFileSync(join(__dirname, '..', '..', 'provisioning', 'open-search', 'forward-logs.cjs'), 'utf8');
const ENV = {
  DELIVERY_STREAM: 'stream', ENVIRONMENT: 'live', KINDS: JSON.stringify({ '/gostyle/Web-live/application': 'application', 'flows': 'flow' }),
};
/** Pauses take no time. */
const AT_ONCE = { setTimeout: (then: () => void) => setImmediate(then) };
const accepting: Answers = { PutRecordBatch: () => ({ FailedPutCount: 0 }) };

function fromCloudWatch(logGroup: string, messages: string[], messageType = 'DATA_MESSAGE'): object {
  const logEvents = messages.map((message) => ({ id: '1', timestamp: Date.UTC(2026, 10, 26), message }));
  const text = JSON.stringify({ messageType, logGroup, logStream: 'i-0abc', logEvents });
  return { awslogs: { data: gzipSync(text).toString('base64') } };
}

function documents({ sent }: FakeLambda): Record<string, unknown>[] {
  return sent.filter(({ command }) => command === 'PutRecordBatch').flatMap(({ input }) => recordsOf(input))
    .map(({ Data }) => JSON.parse(Data.toString('utf8')) as Record<string, unknown>);
}

function recordsOf(input: Record<string, unknown>): { Data: Buffer }[] {
  return input.Records as { Data: Buffer }[];
}

async function forwarded(event: object, answers: Answers = accepting): Promise<Record<string, unknown>[]> {
  const lambda = fakeLambda(CODE, answers, ENV, AT_ONCE);
  await lambda.handler(event);
  return documents(lambda);
}

test('each line is a document, with its origin', async () => {
  expect(await forwarded(fromCloudWatch('/gostyle/Web-live/application', ['one\n', 'ERROR two', '']))).toEqual([
    { 'environment': 'live', '@timestamp': '2026-11-26T00:00:00.000Z', 'log': 'application', 'source': 'i-0abc', 'message': 'one' },
    {
      'environment': 'live',
      '@timestamp': '2026-11-26T00:00:00.000Z',
      'log': 'application',
      'source': 'i-0abc',
      'message': 'ERROR two',
      'level': 'error',
    },
  ]);
});

test('a line that is JSON has its level, its message and its fields', async () => {
  const line = { level: 'WARN', msg: 'slow', user: { id: 42 } };
  const [document] = await forwarded(fromCloudWatch('/gostyle/Web-live/application', [JSON.stringify(line)]));
  expect(document).toMatchObject({ level: 'warn', message: 'slow', fields: line });
});

test.each([
  ['the number of Pino', { level: 50, msg: 'down' }, { level: 'error', message: 'down' }],
  ['the name of Python', { levelname: 'x', severity: 'WARNING', message: 'slow' }, { level: 'warn', message: 'slow' }],
  ['a message that is an object', { level: 'info', message: { order: 7 } }, { level: 'info', message: '{"order":7}' }],
])('a line that is JSON has %s', async (_what, line, expected) => {
  expect(await forwarded(fromCloudWatch('/gostyle/Web-live/application', [JSON.stringify(line)]))).toEqual([expect.objectContaining(expected)]);
});

test('a line that looks like JSON but is not is kept as text', async () => {
  const [document] = await forwarded(fromCloudWatch('/gostyle/Web-live/application', ['{ not json']));
  expect(document).toMatchObject({ message: '{ not json' });
});

test('a flow log has addresses and a port; without traffic there is none', async () => {
  expect(await forwarded(fromCloudWatch('flows', [
    '2 111122223333 eni-1 203.0.113.9 10.0.1.5 51234 22 6 3 180 1764115200 1764115260 REJECT OK',
    '2 111122223333 eni-1 - - - - - - - 1764115200 1764115260 - NODATA',
  ]))).toEqual([expect.objectContaining({
    log: 'flow', source: 'eni-1', from: '203.0.113.9', to: '10.0.1.5', port: 22, protocol: 6, bytes: 180, action: 'REJECT',
  })]);
});

test('test messages of CloudWatch Logs are left out', async () => {
  expect(await forwarded(fromCloudWatch('/gostyle/Web-live/application', ['CWL CONTROL MESSAGE'], 'CONTROL_MESSAGE'))).toEqual([]);
});

describe('access logs', () => {
  const event = { detail: { bucket: { name: 'logs' }, object: { key: 'load-balancer/AWSLogs/111122223333/x.log.gz' } } };
  const log = (...lines: string[]): Answers => ({ ...accepting, GetObject: () => ({ Body: [gzipSync(`${lines.join('\n')}\n`)] }) });
  const line = (times: string, status: string, request: string) => 'https 2026-11-26T10:00:00.123456Z app/web/50dc6c495c0c9188 203.0.113.9:2817'
    + ` 10.0.0.1:3000 ${times} ${status} 200 34 366 "${request}" "curl/8.5 (x; y)" TLS_AES_128_GCM_SHA256`
    + ' TLSv1.3 arn:aws:x "Root=1-58337364" "-" "-" 0';

  test('a request has its path without the query', async () => {
    expect(await forwarded(event, log(line('0.086 0.048 0.037', '200', 'GET https://shop.example.com:443/cart?token=s3cret HTTP/2.0')))).toEqual([{
      'environment': 'live',
      '@timestamp': '2026-11-26T10:00:00.123456Z',
      'log': 'access',
      'source': 'app/web/50dc6c495c0c9188',
      'from': '203.0.113.9',
      'target': '10.0.0.1:3000',
      'method': 'GET',
      'path': '/cart',
      'user_agent': 'curl/8.5 (x; y)',
      'bytes': 366,
      'status': 200,
      'seconds': 0.171,
      'message': 'GET /cart 200',
    }]);
  });

  test('a request that no host answered has no duration, and a malformed one has no path', async () => {
    const [document] = await forwarded(event, log(line('-1 -1 -1', '400', '- http://web.elb.amazonaws.com:80- -')));
    expect(document).toMatchObject({ status: 400, path: '-' });
    expect(document).not.toHaveProperty('seconds');
  });
});

test('fails if an object cannot be read to its end, so that Lambda retries', async () => {
  const whole = gzipSync('one\n');
  async function* broken(): AsyncGenerator<Buffer> {
    yield whole.subarray(0, 12);
    throw new Error('aborted');
  }
  const event = { detail: { bucket: { name: 'logs' }, object: { key: 'x.log.gz' } } };
  await expect(forwarded(event, { ...accepting, GetObject: () => ({ Body: broken() }) })).rejects.toThrow('aborted');
  await expect(forwarded(event, { ...accepting, GetObject: () => ({ Body: [whole.subarray(0, 12)] }) })).rejects.toThrow('unexpected end of file');
});

test('no batch has more lines than Firehose accepts', async () => {
  const lambda = fakeLambda(CODE, accepting, ENV);
  await lambda.handler(fromCloudWatch('/gostyle/Web-live/application', Array.from({ length: 1201 }, (_, index) => `line ${index}`)));
  expect(lambda.sent.map(({ input }) => recordsOf(input).length)).toEqual([500, 500, 201]);
});

test('only lines that were refused are sent again', async () => {
  let calls = 0;
  const lambda = fakeLambda(CODE, {
    PutRecordBatch: () => {
      calls += 1;
      return calls === 1 ? { FailedPutCount: 1, RequestResponses: [{}, { ErrorCode: 'ServiceUnavailableException' }] } : { FailedPutCount: 0 };
    },
  }, ENV, AT_ONCE);
  await lambda.handler(fromCloudWatch('/gostyle/Web-live/application', ['one', 'two']));
  expect(documents(lambda).map(({ message }) => message)).toEqual(['one', 'two', 'two']);
});

test('fails if they keep being refused, so that Lambda retries', async () => {
  const refusing: Answers = { PutRecordBatch: () => ({ FailedPutCount: 1, RequestResponses: [{ ErrorCode: 'ServiceUnavailableException' }] }) };
  await expect(forwarded(fromCloudWatch('/gostyle/Web-live/application', ['one']), refusing)).rejects.toThrow('1 lines were refused 5 times');
});
