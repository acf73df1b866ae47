import { App, Stack, type AppProps } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { ManagedPolicy, PermissionsBoundary as Boundary } from 'aws-cdk-lib/aws-iam';
import type { GoStyleWebPipeline } from '../../src';
import { everywhere } from '../helpers/accounts';
import { fullestPipeline } from '../helpers/fullest';

const byArn = ManagedPolicy.fromAwsManagedPolicyName('PowerUserAccess');

/** All stacks of an app, including those in stages. */
const stacksOf = (app: App): Stack[] => app.node.findAll().filter((node) => Stack.isStack(node));

/** The fullest use has every kind of role: those of the pipeline, the build, instances, CodeDeploy, functions, state machines and flow logs. */
function pipeline(setUp: (app: App) => void = () => {}, context?: AppProps['context']): GoStyleWebPipeline {
  const app = new App({ context });
  setUp(app);
  return fullestPipeline(app);
}

/** Logical ids of the roles with and without a boundary. */
function roles(web: GoStyleWebPipeline): { bounded: string[]; free: string[] } {
  const found = [Stack.of(web), web.environment('qa'), web.environment('live')]
    .flatMap((stack) => Object.entries(Template.fromStack(stack).findResources('AWS::IAM::Role')))
    .map(([id, { Properties }]) => ({ id, bounded: (Properties as object & { PermissionsBoundary?: unknown }).PermissionsBoundary !== undefined }));
  return { bounded: found.filter(({ bounded }) => bounded).map(({ id }) => id), free: found.filter(({ bounded }) => !bounded).map(({ id }) => id) };
}

const everyRole = roles(pipeline()).free;

test('there are roles of every kind, and none has a boundary by default', () => {
  for (const part of ['DeliveryRole', 'BuildProjectRole', 'InstanceRole', 'DeploymentRole', 'DefaultSecurityGroupRole', 'ExtraCapacityRole',
    'FlowLogRole']) {
    expect(everyRole).toContainEqual(expect.stringContaining(part));
  }
  expect(roles(pipeline()).bounded).toEqual([]);
});

test.each<[string, () => GoStyleWebPipeline]>([
  ['an aspect of the app', () => pipeline((app) => Boundary.of(app).apply(byArn))],
  ['an aspect of the pipeline, set afterwards', () => {
    const web = pipeline();
    Boundary.of(web).apply(byArn);
    return web;
  }],
  ['the context that `cdk bootstrap --custom-permissions-boundary` needs', () => pipeline(undefined,
    { '@aws-cdk/core:permissionsBoundary': { name: 'cdk-${Qualifier}-boundary' } })],
  ['the context with an ARN', () => pipeline(undefined,
    { '@aws-cdk/core:permissionsBoundary': { arn: 'arn:aws:iam::111122223333:policy/boundary' } })],
])('a permissions boundary reaches every role, those of environments too: %s', (_how, make) => {
  expect(roles(make())).toEqual({ bounded: everyRole, free: [] });
});

test('a boundary applies to roles in other accounts and regions, too', () => {
  const app = new App();
  everywhere(app);
  Boundary.of(app).apply(byArn);
  const everyOne = stacksOf(app).flatMap((stack) => Object.entries(Template.fromStack(stack).findResources('AWS::IAM::Role')));
  const free = everyOne.filter(([, { Properties }]) => !('PermissionsBoundary' in (Properties as object))).map(([id]) => id);
  expect(free).toEqual([]);
  expect(everyOne.map(([id]) => id)).toEqual(expect.arrayContaining([expect.stringMatching(/^DeliveryRole/),
    expect.stringMatching(/^InstanceRole/)]));
});
