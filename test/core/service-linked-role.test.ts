import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fakeLambda } from '../helpers/inline-code';

const CODE = readFileSync(join(__dirname, '..', '..', 'provisioning', 'custom-resources', 'service-linked-role.cjs'), 'utf8');

/** The answer to CloudFormation, and how long the function waited before it. */
async function made(create: () => unknown): Promise<{ answer: unknown; waited: number[]; asked: unknown[] }> {
  let answer: unknown;
  const waited: number[] = [];
  const { handler, sent } = fakeLambda(CODE, { CreateServiceLinkedRole: create }, { SERVICE: 'ecs.amazonaws.com' }, {
    setTimeout: (done: () => void, milliseconds: string) => {
      waited.push(Number(milliseconds));
      done();
    },
    fetch: async (_url: string, { body }: { body: string }) => {
      answer = JSON.parse(body);
      return { ok: true };
    },
  });
  await handler({ RequestType: 'Create', StackId: 's', RequestId: 'r', LogicalResourceId: 'l', ResponseURL: 'https://answer' });
  return { answer, waited, asked: sent.map(({ input }) => input) };
}

function refusal(name: string, message: string): () => never {
  return () => {
    throw Object.assign(new Error(message), { name });
  };
}

test('makes the role, and waits until services see it', async () => {
  const { answer, waited, asked } = await made(() => ({}));
  expect(asked).toEqual([{ AWSServiceName: 'ecs.amazonaws.com' }]);
  expect(waited).toEqual([30_000]);
  expect(answer).toMatchObject({ Status: 'SUCCESS', PhysicalResourceId: 'ecs.amazonaws.com' });
});

test('waits for nothing where the role exists', async () => {
  const taken = refusal('InvalidInputException', 'Service role name AWSServiceRoleForECS has been taken in this account.');
  const { answer, waited } = await made(taken);
  expect([answer, waited]).toEqual([expect.objectContaining({ Status: 'SUCCESS' }), []]);
});

test('says which role could not be made', async () => {
  const { answer } = await made(refusal('AccessDenied', 'not authorized'));
  expect(answer).toMatchObject({ Status: 'FAILED', Reason: 'the service-linked role of ecs.amazonaws.com: not authorized' });
});
