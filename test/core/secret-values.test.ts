import { Provisioning } from '../../src';
import { misuse } from '../../src/core/misuse';
import { secretIn, withoutSecrets } from '../../src/core/secret-values';

const TOKEN = `ghp_${'a'.repeat(36)}`;

test.each([
  [TOKEN, 'ghp_...'],
  [`{"value":"${TOKEN}"}`, '{"value":"ghp_..."}'],
  ['https://me:hunter2@example.com/a', 'https://me:***@example.com/a'],
  ['http://a:b1c2@one/ and https://c:d3e4@two/', 'http://a:***@one/ and https://c:***@two/'],
  ['postgres://app:password@db', 'postgres://app:password@db'],
  ['postgres://app:$DB_PASSWORD@db/shop', 'postgres://app:$DB_PASSWORD@db/shop'],
  ['arn:aws:s3:::a bucket at 10:30', 'arn:aws:s3:::a bucket at 10:30'],
])('%s is shown as %s', (text, shown) => {
  expect(withoutSecrets(text)).toBe(shown);
});

test('errors show no secret', () => {
  expect(misuse('prop', 'is wrong', { url: 'https://me:hunter2@host/' }, 'mend it').message)
    .toBe('`prop` is wrong, got: {"url":"https://me:***@host/"}; mend it');
  expect(() => Provisioning.packages('https://me:hunter2@host/a.rpm')).toThrow(/got: "https:\/\/me:\*\*\*@host/);
  expect(secretIn('none')).toBeUndefined();
});
