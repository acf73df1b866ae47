import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fakeLambda } from '../helpers/inline-code';

const CODE = readFileSync(join(__dirname, '..', '..', 'provisioning', 'custom-resources', 'find-cloudfront-prefix-list.cjs'), 'utf8');

async function answered(requestType: string, lists: object[], physicalId?: string): Promise<{ answer: unknown; commands: unknown[] }> {
  let answer: unknown;
  const { handler, sent } = fakeLambda(CODE, { DescribeManagedPrefixLists: () => ({ PrefixLists: lists }) }, {}, {
    fetch: (_url: string, { body }: { body: string }) => {
      answer = JSON.parse(body);
      return Promise.resolve({ ok: true });
    },
  });
  await handler({ RequestType: requestType, ResponseURL: 'https://example.com', PhysicalResourceId: physicalId });
  return { answer, commands: sent.map(({ input }) => input) };
}

test('finds the list of the region by its name', async () => {
  const { answer, commands } = await answered('Create', [{ PrefixListId: 'pl-1' }]);
  expect(answer).toEqual({ Status: 'SUCCESS', PhysicalResourceId: 'pl-1' });
  expect(commands).toEqual([{ Filters: [{ Name: 'prefix-list-name', Values: ['com.amazonaws.global.cloudfront.origin-facing'] }] }]);
});

test('fails the deployment in a region without one, with the reason', async () => {
  expect((await answered('Create', [])).answer).toEqual({
    Status: 'FAILED',
    PhysicalResourceId: 'none',
    Reason: 'prefix list com.amazonaws.global.cloudfront.origin-facing: there is none in this region',
  });
});

test('does nothing on deletion', async () => {
  expect(await answered('Delete', [], 'pl-1')).toEqual({ answer: { Status: 'SUCCESS', PhysicalResourceId: 'pl-1' }, commands: [] });
});
