import { MaskedOutput } from '../../src/messages/masked-output';
import { SecretMask } from '../../src/messages/secret-mask';

const SECRETS = {
  short: 's3cr',
  plain: 'correct horse battery staple',
  pattern: 'a.*b+(c)[d]$&\\1^{2}|',
  long: 'k'.repeat(5_000),
  lines: '-----BEGIN KEY-----\nMIIEpAIBAAKCAQEA\n-----END KEY-----',
  signs: 'pässwörd-\u{1f511}-日本',
};

function masked(text: string, piece: number, longestLine?: number): string {
  const mask = new SecretMask();
  mask.add(Object.values(SECRETS));
  const output = new MaskedOutput(mask, longestLine);
  const bytes = Buffer.from(text);
  let written = '';
  for (let at = 0; at < bytes.length; at += piece) written += output.write(bytes.subarray(at, at + piece));
  return written + output.end();
}

test.each(Object.entries(SECRETS))('a secret that is %s is masked, wherever a chunk of the output ends', (_what, secret) => {
  for (const piece of [1, 2, 3, 7, 64, 4_096]) {
    const text = masked(`before ${secret} after\n${secret}\nlast ${secret}`, piece);
    expect(text).toContain('before ***');
    for (const line of secret.split('\n')) expect(text).not.toContain(line);
  }
});

test.each(Object.entries(SECRETS))('and %s in an endless line, which arrives in chunks', (_what, secret) => {
  for (const before of [90, 95, 99, 100, 101]) {
    const text = masked(`${'x'.repeat(before)}${secret}${'y'.repeat(300)}${secret}${'z'.repeat(90)}`, 10, 100);
    for (const line of secret.split('\n')) expect(text).not.toContain(line);
    expect(text.replaceAll('***', '').replaceAll('\n', '')).toBe(`${'x'.repeat(before)}${'y'.repeat(300)}${'z'.repeat(90)}`);
  }
});

test('a program that never ends its line does not fill the memory', () => {
  const output = new MaskedOutput();
  const sizes = Array.from({ length: 200 }, () => output.write(Buffer.alloc(1_000, 'x')).length);
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBeGreaterThan(120_000);
});
