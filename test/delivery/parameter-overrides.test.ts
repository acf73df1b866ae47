import { Aws, Stack } from 'aws-cdk-lib';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import { requireOverridesFit } from '../../src/delivery/parameter-overrides';

const stack = new Stack();
const fit = (overrides: Record<string, string>) => () => requireOverridesFit(stack, 'staging', overrides);

test('counts every byte of the JSON', () => {
  const overrides = { A: 'x'.repeat(1000), B: 'é' };
  const free = 1024 - Buffer.byteLength(JSON.stringify(overrides));
  expect(fit({ ...overrides, B: `é${'x'.repeat(free - 2)}` })).not.toThrow();
  expect(fit({ ...overrides, B: `é${'x'.repeat(free)}` })).toThrow(/^`environments\.staging` must pass parameters of at most 1024 bytes/);
});

test('names the longest parameter and the fix', () => {
  expect(fit({ Short: 'x', Certificates: 'y'.repeat(1100) }))
    .toThrow('shorten them or keep one in a parameter of Systems Manager: Certificates has 1118');
});

test('leaves room for values that are known only at deployment', () => {
  const bucket = new Bucket(stack, 'Bucket');
  const arn = `arn:${Aws.PARTITION}:s3:::${bucket.bucketName}`;
  const eight = Object.fromEntries([...'ABCDEFGH'].map((name) => [name, arn]));
  expect(fit({ A: arn, B: Aws.REGION, C: bucket.bucketArn })).not.toThrow();
  expect(fit(eight)).toThrow('at most 1024 bytes in total');
});
