import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Stack, type App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import type { GoStyleWebPipeline } from '../../src';
import { fullestPipeline } from '../helpers/fullest';
import { variantsPipeline } from '../helpers/variants';
import { appWith, webPipeline } from '../helpers/web-pipeline';

const RECOMMENDED = JSON.parse(readFileSync(join(require.resolve('aws-cdk-lib'), '..', 'recommended-feature-flags.json'), 'utf8')) as Record<string,
  unknown>;
/** Selects the partitions that templates are for, which is not a behaviour that a library decides. */
const { '@aws-cdk/core:target-partitions': _partitions, ...FLAGS } = RECOMMENDED;

/** The order of a policy's statements has no meaning, and depends on the user's own stack. */
function inAnyOrder(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inAnyOrder).map((item) => JSON.stringify(item)).sort();
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, inAnyOrder(item)]));
}

function templates(make: (app: App) => GoStyleWebPipeline, context: Record<string, unknown>): unknown[] {
  const web = make(appWith(context));
  const environments = web.node.findAll().filter((node) => Stack.isStack(node));
  return [Stack.of(web), ...environments].map((stack) => Template.fromStack(stack).toJSON());
}

test.each<[string, number, (app: App) => GoStyleWebPipeline]>([
  ['smallest use', 3, (app) => webPipeline({}, app)],
  ['fullest use', 3, fullestPipeline],
  ['other ways to the internet, and what exists already', 4, variantsPipeline],
])('templates are the same with all feature flags of a new app and with none: %s', (_name, stacks, make) => {
  const none = Object.fromEntries(Object.keys(FLAGS).map((flag) => [flag, false]));
  const [withAll, withNone] = [FLAGS, none].map((context) => templates(make, context));
  expect(withAll).toHaveLength(stacks);
  expect(inAnyOrder(withAll)).toEqual(inAnyOrder(withNone));
});
