import { matches } from '../../src/checks/assembly/iam-view';

const CONNECTION = 'arn:aws:codeconnections:eu-west-1:111122223333:connection/0123';

test.each([
  ['arn:aws:codeconnections:eu-west-1:111122223333:*', CONNECTION, true],
  ['arn:aws:codeconnections:*:*:connection/????', CONNECTION, true],
  ['*', CONNECTION, true],
  ['arn:aws:s3:::bucket/*.zip', 'arn:aws:s3:::bucket/a/b.zip', true],
  ['arn:aws:s3:::bucket/[a-z]', 'arn:aws:s3:::bucket/b', false],
  ['s3:get*', 's3:GetObject', true],
  ['s3:Get', 's3:GetObject', false],
])('%s and %s: %s', (pattern, text, expected) => {
  expect(matches(pattern, text)).toBe(expected);
});
