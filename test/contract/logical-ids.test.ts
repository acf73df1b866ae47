import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { Compute, Environment, type GoStyleWebPipeline, type ICompute } from '../../src';
import { everywhere } from '../helpers/accounts';
import { fargate, fargatePipeline } from '../helpers/fargate';
import { fullestPipeline } from '../helpers/fullest';
import { lambdaPipeline } from '../helpers/lambda';
import { resources } from '../helpers/resources';
import { environmentStack, webPipeline } from '../helpers/web-pipeline';

/** A changed logical id replaces a resource of every running system: people review this list, and no command updates it. */
function logicalIds(stack: Stack): string[] {
  return Object.entries(resources(Template.fromStack(stack))).map(([id, { Type }]) => `${id} ${Type}`).sort();
}

function stacks(web: GoStyleWebPipeline, ...environments: string[]): [string, Stack][] {
  return [['pipeline', Stack.of(web)], ...environments.map((name): [string, Stack] => [name, web.environment(name)])];
}

/** Ids of the pipeline, of the stacks beside it, and of environments. */
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

test.each(stacks(lambdaPipeline(new App()), 'staging', 'live'))('functions: %s', (_name, stack) => {
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

describe('another compute of an environment', () => {
  /** Ids of a fleet's own resources, including its target group and its alarms. */
  const OF_THE_FLEET: Readonly<Record<string, RegExp>> = {
    ec2: /^(AlarmPolling|Alarms(Unhealthy|DeploymentF|FailedD)|Application|Deployment|Fleet|Instance|LaunchTemplate|LoadBalancerTarget|Refresh)/,
    fargate: /^(Alarms(UnhealthyTasks|FailedTasks)|Cluster|LoadBalancerTasks|Service|Task)/,
    lambda: /^(Alarms(FunctionErrors|Throttles)|FromLoadBalancer|Function|LoadBalancerFunction|Shift|VersionCheck)/,
  };
  const COMPUTES: Readonly<Record<string, ICompute>> = { ec2: Compute.ec2(), fargate: fargate(), lambda: Compute.lambda() };
  const outside = (name: string) => logicalIds(environmentStack(Environment.named('staging', { compute: COMPUTES[name] })))
    .filter((id) => !OF_THE_FLEET[name]!.test(id));

  test.each([['fargate', 'ec2'], ['lambda', 'ec2']])('changes no logical id outside of its fleet: %s in place of %s', (one, other) => {
    expect(outside(one)).toEqual(outside(other));
    expect(outside(one).length).toBeGreaterThan(30);
  });

  test('does not change the stages of other environments', () => {
    const templateWith = (compute: ICompute) => resources(Template.fromStack(Stack.of(webPipeline({
      environments: [Environment.named('staging', { compute }), Environment.named('production')],
    }))));
    const [before, after] = [templateWith(Compute.ec2()), templateWith(fargate())];
    const gone = Object.keys(before).filter((id) => !(id in after));
    expect(gone.filter((id) => !/staging/i.test(id))).toEqual([]);
  });
});
