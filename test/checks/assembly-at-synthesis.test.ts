import { App, Stack, Validations } from 'aws-cdk-lib';
import { CfnAlarm } from 'aws-cdk-lib/aws-cloudwatch';
import type { CfnPipeline } from 'aws-cdk-lib/aws-codepipeline';
import { Vpc } from 'aws-cdk-lib/aws-ec2';
import { ApplicationLoadBalancer } from 'aws-cdk-lib/aws-elasticloadbalancingv2';
import { Bucket } from 'aws-cdk-lib/aws-s3';
import type { IConstruct } from 'constructs';
import { check } from '../../local/src/checks/check';
import { GoStyleWebPipeline } from '../../src';
import { fullestPipeline } from '../helpers/fullest';
import { SMALLEST, webPipeline } from '../helpers/web-pipeline';

const RUN_ORDER = /a run order must be a whole number from 1 to 999, got: 1000 \(gostyle\)/;

/** A change that no CloudFormation linter reports, and that cannot work. */
function breakRunOrder(web: GoStyleWebPipeline): CfnPipeline {
  const resource = web.pipeline.node.defaultChild as CfnPipeline;
  resource.addPropertyOverride('Stages.1.Actions.0.RunOrder', 1000);
  return resource;
}

/** More datapoints than periods, which CloudFormation refuses only in the middle of a deployment. */
const IMPOSSIBLE_ALARM = {
  comparisonOperator: 'GreaterThanThreshold',
  evaluationPeriods: 1,
  datapointsToAlarm: 2,
  threshold: 1,
  period: 60,
  statistic: 'Sum',
  namespace: 'Mine',
  metricName: 'Errors',
};

function errorsOfLint(app: App): string[] {
  return check({ version: 1, assembly: { directory: app.outdir } }).findings.filter(({ severity }) => severity === 'error').map(({ rule }) => rule);
}

function failure(app: App): string {
  try {
    app.synth();
  } catch (error) {
    return (error as Error).message;
  }
  return '';
}

test('the library\'s own templates pass without findings', () => {
  const said = jest.spyOn(console, 'error').mockImplementation(() => undefined);
  const app = new App();
  fullestPipeline(app);
  app.synth();
  expect(said.mock.calls).toEqual([]);
  said.mockRestore();
});

test('refuses what cannot work, with its logical id and the fix', () => {
  const app = new App();
  breakRunOrder(webPipeline({}, app));
  const message = failure(app);
  expect(message).toMatch(RUN_ORDER);
  expect(message).toContain('WebPipeline/Web/Delivery/Pipeline/Resource (WebDeliveryPipeline52B8D406)');
  expect(message).toContain('Suggested fix: number the actions of the stage from 1');
});

describe('a finding is acknowledged on', () => {
  test.each<[string, (resource: CfnPipeline) => IConstruct]>([
    ['its resource', (resource) => resource],
    ['a construct around it', ({ node }) => node.scope as IConstruct],
    ['its stack', (resource) => resource.stack],
  ])('%s, for synthesis and for gostyle lint', (_where, scopeOf) => {
    const app = new App();
    const resource = breakRunOrder(webPipeline({}, app));
    Validations.of(scopeOf(resource)).acknowledge({ id: 'gostyle::pipeline.run-order', reason: 'a test' });
    expect(failure(app)).toBe('');
    expect(errorsOfLint(app)).toEqual([]);
  });

  test('nothing if there is no reason', () => {
    const app = new App();
    Validations.of(breakRunOrder(webPipeline({}, app))).acknowledge({ id: 'gostyle::pipeline.run-order', reason: ' ' });
    failure(app);
    expect(errorsOfLint(app)).toEqual(['pipeline.run-order']);
  });
});

test('other stacks of the app are not checked', () => {
  const app = new App();
  webPipeline({}, app);
  const other = new Stack(app, 'Other');
  const vpc = new Vpc(other, 'Network');
  new ApplicationLoadBalancer(other, 'Balancer', { vpc, internetFacing: true });
  new Bucket(other, 'Files');
  new CfnAlarm(other, 'Alarm', IMPOSSIBLE_ALARM);
  const said = jest.spyOn(console, 'error').mockImplementation(() => undefined);
  expect(failure(app)).toBe('');
  expect(said.mock.calls.join()).not.toContain('gostyle');
  said.mockRestore();
});

test.each<[string, (web: GoStyleWebPipeline) => Stack]>([
  ['the pipeline', (web) => Stack.of(web)], ['an environment', (web) => web.environment('staging')],
])('what is added to the stack of %s gives warnings', (_whose, stackOf) => {
  const app = new App();
  new CfnAlarm(stackOf(webPipeline({}, app)), 'Alarm', IMPOSSIBLE_ALARM);
  const said = jest.spyOn(console, 'error').mockImplementation(() => undefined);
  expect(failure(app)).toBe('');
  expect(said.mock.calls.join()).toContain('WARNING must be from 1 to EvaluationPeriods (1), got: 2');
  said.mockRestore();
  expect(errorsOfLint(app)).toEqual(['cloudwatch.alarm']);
});

test('two pipelines in one app are checked once', () => {
  const app = new App();
  breakRunOrder(webPipeline({}, app));
  new GoStyleWebPipeline(new Stack(app, 'Other'), 'Other', SMALLEST);
  expect(failure(app).match(new RegExp(RUN_ORDER, 'g'))).toHaveLength(1);
});
