import { App } from 'aws-cdk-lib';
import { CfnRole } from 'aws-cdk-lib/aws-iam';
import { AwsSolutionsChecks } from 'cdk-nag';
import { everywhere } from '../helpers/accounts';
import { cdnPipeline } from '../helpers/cdn';
import { fargatePipeline } from '../helpers/fargate';
import { fullestPipeline } from '../helpers/fullest';
import { lambdaPipeline } from '../helpers/lambda';
import { sourcePipelines } from '../helpers/sources';
import { variantsPipeline } from '../helpers/variants';
import { webPipeline } from '../helpers/web-pipeline';

function findings(app: App): string[] {
  return new AwsSolutionsChecks(app).validateScope(app).violations
    .flatMap(({ ruleName, violatingResources }) => violatingResources.map(({ constructPath }) => `${ruleName} ${constructPath}`));
}

test('AwsSolutions has no finding that is not acknowledged: smallest use', () => {
  const app = new App();
  webPipeline({}, app);
  expect(findings(app)).toEqual([]);
});

test('AwsSolutions has no finding that is not acknowledged: fullest use', () => {
  const app = new App();
  fullestPipeline(app);
  expect(findings(app)).toEqual([]);
});

test('AwsSolutions has no finding that is not acknowledged: other ways to the internet, and what exists already', () => {
  const app = new App();
  variantsPipeline(app);
  expect(findings(app)).toEqual([]);
});

test('AwsSolutions has no finding that is not acknowledged: tasks on Fargate', () => {
  const app = new App();
  fargatePipeline(app);
  expect(findings(app)).toEqual([]);
});

test('AwsSolutions has no finding that is not acknowledged: functions', () => {
  const app = new App();
  lambdaPipeline(app);
  expect(findings(app)).toEqual([]);
});

test('AwsSolutions has no finding that is not acknowledged: other accounts and regions', () => {
  const app = new App();
  everywhere(app);
  expect(findings(app)).toEqual([]);
});

test('AwsSolutions has no finding that is not acknowledged: behind CloudFront', () => {
  const app = new App();
  cdnPipeline(app);
  expect(findings(app)).toEqual([]);
});

test('AwsSolutions has no finding that is not acknowledged: every source', () => {
  const app = new App();
  sourcePipelines(app);
  expect(findings(app)).toEqual([]);
});

test('resources that a user adds are still checked', () => {
  const app = new App();
  const stack = webPipeline({}, app).environment('staging');
  new CfnRole(stack, 'Administrator', {
    assumeRolePolicyDocument: {},
    policies: [{ policyName: 'p', policyDocument: { Statement: [{ Effect: 'Allow', Action: 's3:*', Resource: '*' }] } }],
  });
  expect(findings(app)).toEqual([
    'AwsSolutions-IAM5[Action::s3:*] WebPipeline/Web/staging/Environment/Administrator',
    'AwsSolutions-IAM5[Resource::*] WebPipeline/Web/staging/Environment/Administrator',
  ]);
});
