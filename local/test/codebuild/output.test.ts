import fc from 'fast-check';
import { build, commands, removeTemporaryDirectories } from './sample';
import { OutputAllowance, OutputLines } from '../../src/codebuild/output-lines';
import { SecretMask } from '../../src/messages/secret-mask';

afterAll(removeTemporaryDirectories);

/** The resulting lines if the text arrives in pieces of the given sizes. */
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

  test('an endless line is split', () => {
    const lines = linesOf('x'.repeat(1_000_000), Array<number>(20).fill(50_000));
    expect(lines.join('')).toHaveLength(1_000_000);
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(64 * 1024);
  });

  test('output above the allowance is left out, except for its last lines, and incomplete lines are not shown', () => {
    const lines: string[] = [];
    const allowance = new OutputAllowance(1_000);
    const mask = new SecretMask();
    const output = new OutputLines((line) => lines.push(line), mask, allowance);
    output.write(Buffer.from('first\n'.repeat(10)));
    for (let count = 0; count < 50; count += 1) output.write(Buffer.from(`${'y\n'.repeat(30_000)}end of ${count}\n`));
    output.write(Buffer.from('the last'));
    output.end();
    expect(lines.slice(0, 10)).toEqual(Array(10).fill('first'));
    expect(lines[10]).toBe('(3 MiB of output left out: the log of a build has at most 64 MiB, and each line counts as 256 additional bytes)');
    expect(lines).toHaveLength(111);
    expect(lines.slice(-3)).toEqual(['y', 'end of 49', 'the last']);
    const next = new OutputLines((line) => lines.push(line), mask, allowance);
    next.write(Buffer.from('the second half of a secret'));
    next.end();
    expect(lines.at(-1)).toContain('1 MiB of output left out');
  });

  test('endless output of a command does not fill the log', async () => {
    const { log, result } = await build(commands('yes | head -c 40000000; touch proof'));
    expect(result.status).toBe('SUCCEEDED');
    expect(log.length).toBeLessThan(400_000);
    expect(log.filter((line) => line.includes('MiB of output left out'))).toHaveLength(1);
  });

  test('only the first warnings about a buildspec are shown', async () => {
    const unknown = Object.fromEntries(Array.from({ length: 1_000 }, (_, index) => [`key${index}`, 1]));
    const { result } = await build(JSON.stringify({ version: 0.2, phases: { build: { commands: ['true'] } }, ...unknown }));
    expect(result.messages).toHaveLength(21);
    expect(result.messages[20]).toBe('buildspec: 980 more warnings; `gostyle lint` shows all');
  });

  test('characters that arrive in two pieces are complete', () => {
    expect(linesOf('é€😀\n', [1, 2, 3])).toEqual(['é€😀']);
  });

  test('10,000 lines and a very long one arrive in order', async () => {
    const { log, result } = await build(commands('seq 10000; head -c 300000 /dev/zero | tr "\\0" x; echo; seq 3 >&2; touch proof'));
    const numbers = log.filter((line) => /^\d+$/.test(line)).map(Number);
    expect(numbers).toEqual([...Array.from({ length: 10_000 }, (_, index) => index + 1), 1, 2, 3]);
    expect(log.filter((line) => line.startsWith('xxx')).join('')).toHaveLength(300_000);
    expect(result.status).toBe('SUCCEEDED');
  });
});

describe('secrets', () => {
  const secret = fc.string({ minLength: 3, maxLength: 30, unit: fc.constantFrom('a', 'b', '1', '$', '.', '*') })
    // That is what is shown instead.
    .filter((value) => !'***'.includes(value));

  test('are never shown, however the output is split', () => {
    fc.assert(fc.property(secret, fc.array(fc.nat(40_000), { maxLength: 8 }), fc.nat(70_000), (value, sizes, padding) => {
      const text = `${'-'.repeat(padding)}${value}${'-'.repeat(70_000)}\n${value}\n`;
      expect(linesOf(text, sizes, [value]).join('')).not.toContain(value);
    }), { numRuns: 50 });
  });

  test('of several lines are masked line by line', () => {
    const key = '-----BEGIN KEY-----\nabcdefgh\n}\n-----END KEY-----';
    expect(linesOf(`${key}\n`, undefined, [key])).toEqual(['***', '***', '}', '***']);
  });

  test('that contain another secret are masked completely', () => {
    expect(linesOf('password-long password\n', undefined, ['password', 'password-long'])).toEqual(['*** ***']);
  });
});
