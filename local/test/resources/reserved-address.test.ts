import { queueKind } from './queue/queue-kind';
import { resolvedTemplate } from './resolved-template';
import { localKinds, readResources, ImageStore, type Reading, type ResourceKind } from '../../src/resources';

const KINDS = localKinds({
  program: '/nowhere/gostyle.mjs', revisions: '/nowhere', hidden: [], images: new ImageStore('/nowhere'), shortened: 1, allowTrafficTimeoutSeconds: 1,
});
const STACK = resolvedTemplate({ Jobs: { Type: 'AWS::SQS::Queue' } });

function reading(change: Partial<ResourceKind>): () => unknown {
  const kind: ResourceKind = { ...queueKind, read: () => [named('queue')], ...change } as ResourceKind;
  return () => readResources([...KINDS, kind], STACK);
}

function named(id: string): Reading {
  return { id, settings: undefined, logicalIds: ['Jobs'] };
}

test('fails if a kind with attributes has another id than a logical id, because it would listen on another port', () => {
  expect(reading({})).toThrow('kind queue: `id` must be one of its `logicalIds`, because it has `attributes`, got: queue');
});

test('a kind with attributes may have the logical id, and one without them any id', () => {
  expect(reading({ read: () => [named('Jobs')] })).not.toThrow();
  expect(reading({ attributes: undefined })).not.toThrow();
});
