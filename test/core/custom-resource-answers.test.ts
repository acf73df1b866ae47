import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fakeLambda } from '../helpers/inline-code';

const FOLDER = join(__dirname, '..', '..', 'provisioning', 'custom-resources');

test.each(readdirSync(FOLDER))('%s reports no failure when its success does not arrive: Lambda calls again', async (file) => {
  const statuses: unknown[] = [];
  const { handler } = fakeLambda(readFileSync(join(FOLDER, file), 'utf8'), {}, {}, {
    fetch: async (_url: string, { body }: { body: string }) => {
      statuses.push((JSON.parse(body) as { Status: unknown }).Status);
      return { ok: false, status: 503 };
    },
  });
  // A deletion, because none of them does anything then.
  const event = { RequestType: 'Delete', ResponseURL: 'https://answer', PhysicalResourceId: 'id', ResourceProperties: {} };
  const call = handler as (event: object, context: object) => Promise<void>;
  await expect(call(event, {})).rejects.toThrow('CloudFormation answered 503');
  expect(statuses).toEqual(['SUCCESS']);
});
