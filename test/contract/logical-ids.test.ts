import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import type { GoStyleWebPipeline } from '../../src';
import { everywhere } from '../helpers/accounts';
import { fargatePipeline } from '../helpers/fargate';
import { fullestPipeline } from '../helpers/fullest';
import { resources } from '../helpers/resources';
import { webPipeline } from '../helpers/web-pipeline';

/** A changed logical id replaces a resource of every running system: this list is read by people and never heals itself. */
function logicalIds(stack: Stack): string[] {
  return Object.entries(resources(Template.fromStack(stack))).map(([id, { Type }]) => `${id} ${Type}`).sort();
}

function stacks(web: GoStyleWebPipeline, ...environments: string[]): [string, Stack][] {
  return [['pipeline', Stack.of(web)], ...environments.map((name): [string, Stack] => [name, web.environment(name)])];
}

/** The pipeline's, those beside it, and those of environments. */
function stacksIn(web: GoStyleWebPipeline): [string, Stack][] {
  return [Stack.of(web), ...web.node.findAll().filter((node): node is Stack => Stack.isStack(node))].map((stack) => [stack.stackName, stack]);
}

test.each(stacks(webPipeline(), 'staging', 'production'))('smallest use: %s', (_name, stack) => {
  expect(logicalIds(stack)).toMatchSnapshot();
});

test.each(stacks(fullestPipeline(new App()), 'qa', 'live'))('fullest use: %s', (_name, stack) => {
  expect(logicalIds(stack)).toMatchSnapshot();
});

test.each(stacks(fargatePipeline(new App()), 'staging', 'live'))('tasks on Fargate: %s', (_name, stack) => {
  expect(logicalIds(stack)).toMatchSnapshot();
});

test.each(stacksIn(everywhere()))('other accounts and regions: %s', (_name, stack) => {
  expect(logicalIds(stack)).toMatchSnapshot();
});

test('ids of an environment do not depend on where the pipeline is', () => {
  const app = new App();
  const elsewhere = fullestPipeline(app);
  const moved = webPipeline({}, new App());
  expect(logicalIds(moved.environment('staging')).filter((id) => /WebPipeline|staging/i.test(id))).toEqual([]);
  expect(logicalIds(elsewhere.environment('qa')).filter((id) => /WebPipeline|qa\b/i.test(id))).toEqual([]);
});
