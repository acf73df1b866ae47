import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { appWith, webPipeline } from '../helpers/web-pipeline';

const RECOMMENDED = JSON.parse(readFileSync(join(require.resolve('aws-cdk-lib'), '..', 'recommended-feature-flags.json'), 'utf8')) as Record<string, unknown>;
/** Says which partitions templates are for, which is not a behaviour that a library decides. */
const { '@aws-cdk/core:target-partitions': _partitions, ...FLAGS } = RECOMMENDED;

/** A policy means the same in any order, and the order is that of the user's own stack. */
function inAnyOrder(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inAnyOrder).map((item) => JSON.stringify(item)).sort();
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, inAnyOrder(item)]));
}

function templates(context: Record<string, unknown>): unknown[] {
  const web = webPipeline({}, appWith(context));
  return [Stack.of(web), web.environment('staging'), web.environment('production')].map((stack) => Template.fromStack(stack).toJSON());
}

test('templates are the same with all feature flags of a new app and with none', () => {
  const none = Object.fromEntries(Object.keys(FLAGS).map((flag) => [flag, false]));
  expect(inAnyOrder(templates(FLAGS))).toEqual(inAnyOrder(templates(none)));
});
