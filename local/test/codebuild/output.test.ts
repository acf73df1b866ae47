import fc from 'fast-check';
import { build, commands, removeTemporaryDirectories } from './sample';
import { OutputLines } from '../../src/codebuild/output-lines';
import { SecretMask } from '../../src/messages/secret-mask';

afterAll(removeTemporaryDirectories);

/** The lines that come out when the text comes in pieces of the given sizes. */
function linesOf(text: string | Buffer, sizes: readonly number[] = [text.length], secrets: readonly string[] = []): string[] {
  const mask = new SecretMask();
  mask.add(secrets);
  const lines: string[] = [];
  const output = new OutputLines((line) => lines.push(line), mask);
  const bytes = Buffer.from(text);
  let start = 0;
  for (const size of sizes) output.write(bytes.subarray(start, start += size));
  output.write(bytes.subarray(start));
  output.end();
  return lines;
}

describe('output', () => {
  test.each<[string, string | Buffer, string[]]>([
    ['is cut into lines', 'a\nb\n\nc', ['a', 'b', '', 'c']],
    ['loses the carriage returns of Windows', 'a\r\nb\r\n', ['a', 'b']],
    ['shows what a progress bar leaves', '10%\r50%\r100%\n', ['100%']],
    ['keeps colours and loses other control sequences', '\u001b[31mred\u001b[0m\u001b[2J\u001b[1;1H\n', ['\u001b[31mred\u001b[0m']],
    ['is harmless when it is binary', Buffer.from([0x61, 0x00, 0x07, 0x1b, 0x5d, 0xff, 0x09, 0x62]), ['a\\x00\\x07\\x1b]\ufffd\tb']],
  ])('%s', (_title, text, expected) => {
    expect(linesOf(text)).toEqual(expected);
  });

  test('a line without end comes in pieces', () => {
    const lines = linesOf('x'.repeat(1_000_000), Array<number>(20).fill(50_000));
    expect(lines.join('')).toHaveLength(1_000_000);
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(64 * 1024);
  });

  test('characters that arrive in halves are whole', () => {
    expect(linesOf('é€😀\n', [1, 2, 3])).toEqual(['é€😀']);
  });

  test('10,000 lines and a very long one arrive in their order', async () => {
    const { log, result } = await build(commands('seq 10000; head -c 300000 /dev/zero | tr "\\0" x; echo; seq 3 >&2; touch proof'));
    const numbers = log.filter((line) => /^\d+$/.test(line)).map(Number);
    expect(numbers).toEqual([...Array.from({ length: 10_000 }, (_, index) => index + 1), 1, 2, 3]);
    expect(log.filter((line) => line.startsWith('xxx')).join('')).toHaveLength(300_000);
    expect(result.status).toBe('SUCCEEDED');
  });
});

describe('secrets', () => {
  const secret = fc.string({ minLength: 3, maxLength: 30, unit: fc.constantFrom('a', 'b', '1', '$', '.', '*') });

  test('never come out, however the output is cut', () => {
    fc.assert(fc.property(secret, fc.array(fc.nat(40_000), { maxLength: 8 }), fc.nat(70_000), (value, sizes, padding) => {
      const text = `${'-'.repeat(padding)}${value}${'-'.repeat(70_000)}\n${value}\n`;
      expect(linesOf(text, sizes, [value]).join('')).not.toContain(value);
    }), { numRuns: 50 });
  });

  test('of several lines are hidden line by line', () => {
    const key = '-----BEGIN KEY-----\nabcdefgh\n}\n-----END KEY-----';
    expect(linesOf(`${key}\n`, undefined, [key])).toEqual(['***', '***', '}', '***']);
  });

  test('that contain another one are hidden as a whole', () => {
    expect(linesOf('password-long password\n', undefined, ['password', 'password-long'])).toEqual(['*** ***']);
  });
});
