import { withoutSecrets } from '../../local/src/checks/certain-secrets';
import { isSecretLike, secretsInEntries, secretsInScript } from '../../local/src/checks/secret-like';

const QUICK_MICROSECONDS = 2_000_000;

/** Processor time of the work: of the quickest of three attempts, unless the first is quick, because garbage collection counts as well. */
function leastMicroseconds(work: () => unknown): number {
  let least = Infinity;
  for (let attempt = 0; attempt < 3 && least >= QUICK_MICROSECONDS; attempt += 1) {
    const before = process.cpuUsage();
    work();
    least = Math.min(least, process.cpuUsage(before).user);
  }
  return least;
}

test('a mebibyte of anything is searched in a moment', () => {
  const MEBIBYTE = 2 ** 20;
  const inputs = [
    '_', '-', '.', 'a', ' ', '\\', '"', "'", '=', '0', 'a-', 'a.', '"a', '\\"', '://', 'a://:{{', 'a://:', 'sgp_', 'sk-ant-', 'curl ',
    'curl \\\n', 'mysql -', 'a=',
    '--password ', '-----BEGIN PRIVATE KEY-----', '"secrets-manager":{', 'secrets-manager:\n', 'authorization: ', 'Aa0_-', ',', '"a":"',
    'echo a:', 'logic.azure.com/', '\n ',
  ].map((part) => part.repeat(Math.ceil(MEBIBYTE / part.length)));
  const between = [' ', '\\', 'a', ',', '-', '_'].flatMap((part) => ['a: x', 'password="', '"password":"', 'password = '].map(
    (start) => `${start}${part.repeat(MEBIBYTE)}y`));
  for (const text of [...inputs, ...between]) {
    for (const search of [withoutSecrets, secretsInScript, secretsInEntries, (value: string) => isSecretLike('password', value)]) {
      const user = leastMicroseconds(() => search(text));
      expect([text.slice(0, 30), search.name, user < QUICK_MICROSECONDS || user]).toEqual([text.slice(0, 30), search.name, true]);
    }
  }
});
