import { App, Stack } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { replacementOf } from '../../local/src/stack/replacement';
import {
  Cache, Cdn, Compute, Database, Environment, Firewall, Logs, type EnvironmentOptions, type GoStyleWebPipeline, type ICompute,
} from '../../src';
import { everywhere } from '../helpers/accounts';
import { fargate, fargatePipeline } from '../helpers/fargate';
import { fullestPipeline } from '../helpers/fullest';
import { lambdaPipeline } from '../helpers/lambda';
import { resources, type Resource } from '../helpers/resources';
import { environmentStack, webPipeline } from '../helpers/web-pipeline';

/** A changed logical id replaces a resource of every running system: people review this list, and no command updates it. */
function logicalIds(stack: Stack): string[] {
  return Object.entries(resources(Template.fromStack(stack))).map(([id, { Type }]) => `${id} ${Type}`).sort();
}

function changedProperties(before: Resource['Properties'] = {}, after: Resource['Properties'] = {}): string[] {
  return [...new Set([...Object.keys(before), ...Object.keys(after)])].filter((name) => JSON.stringify(before[name]) !== JSON.stringify(after[name]));
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
  /** Ids of a fleet's own resources, including its target group, its alarms and the log groups of its hosts' files. */
  const OF_THE_FLEET: Readonly<Record<string, RegExp>> = {
    ec2: /^(AlarmPolling|Alarms(Unhealthy|DeploymentF|FailedD)|Application|Deployment|Fleet|Instance|LaunchTemplate|LoadBalancerTarget|Logs|Refresh)/,
    fargate: /^(Alarms(UnhealthyTasks|FailedTasks)|Cluster|LoadBalancerTasks|Service|Task)/,
    lambda: /^(Alarms(FunctionErrors|Throttles)|FromLoadBalancer|Function|LoadBalancerFunction|Shift|VersionCheck)/,
  };
  const COMPUTES: Readonly<Record<string, () => ICompute>> = { ec2: () => Compute.ec2(), fargate: () => fargate(), lambda: () => Compute.lambda() };
  const around = (): EnvironmentOptions => ({
    production: true,
    cdn: Cdn.cloudFront(),
    uses: [Database.postgres(), Cache.valkey(), Firewall.managed()],
    logs: Logs.cloudWatch({ unit: 'shop.service' }),
  });
  const environment = (name: string, options: EnvironmentOptions) => resources(Template.fromStack(environmentStack(
    Environment.named('staging', { ...options, compute: COMPUTES[name]!() }))));
  const outside = (name: string, options: EnvironmentOptions) => Object.entries(environment(name, options))
    .filter(([id, { Type }]) => !OF_THE_FLEET[name]!.test(`${id} ${Type}`));
  const CHANGES = [['ec2', 'fargate'], ['fargate', 'lambda'], ['lambda', 'ec2']] as const;

  test.each(CHANGES)('changes no logical id outside of its fleet, with little around it: %s to %s', (from, to) => {
    const ids = (name: string) => outside(name, {}).map(([id]) => id).sort();
    expect(ids(from)).toEqual(ids(to));
    expect(ids(from).length).toBeGreaterThan(30);
  });

  /** From a fleet's security group to what it uses: a rule per fleet, with the same id. */
  const FROM_THE_FLEET = /^Connections.*Ingress/;

  test.each(CHANGES)('replaces nothing outside of its fleet, with a database, a cache, a firewall and a CDN around it: %s to %s', (from, to) => {
    const [before, after] = [Object.fromEntries(outside(from, around())), Object.fromEntries(outside(to, around()))];
    expect(Object.keys(before).sort()).toEqual(Object.keys(after).sort());
    const replaced = Object.entries(before).filter(([id, { Type, Properties }]) => !FROM_THE_FLEET.test(id) && (Type !== after[id]!.Type
      || replacementOf(Type, changedProperties(Properties, after[id]!.Properties)) === 'True'));
    expect(replaced.map(([id]) => id)).toEqual([]);
    expect(Object.values(before).map(({ Type }) => Type)).toEqual(expect.arrayContaining(['AWS::RDS::DBInstance', 'AWS::CloudFront::Distribution']));
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
