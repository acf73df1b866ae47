import { App } from 'aws-cdk-lib';
import { CfnFileSystem } from 'aws-cdk-lib/aws-efs';
import { everywhere } from '../helpers/accounts';
import { cdnPipeline } from '../helpers/cdn';
import { fargatePipeline } from '../helpers/fargate';
import { fullestPipeline } from '../helpers/fullest';
import { lambdaPipeline } from '../helpers/lambda';
import { cloudFormationFindings } from '../helpers/validation-report';
import { variantsPipeline } from '../helpers/variants';
import { webPipeline } from '../helpers/web-pipeline';

test('CloudFormation Validate finds nothing: smallest use', () => {
  const app = new App();
  webPipeline({}, app);
  expect(cloudFormationFindings(app)).toEqual([]);
});

test('CloudFormation Validate finds nothing: fullest use', () => {
  const app = new App();
  fullestPipeline(app);
  expect(cloudFormationFindings(app)).toEqual([]);
});

test('CloudFormation Validate finds nothing: other ways to the internet, and what exists already', () => {
  const app = new App();
  variantsPipeline(app);
  expect(cloudFormationFindings(app)).toEqual([]);
});

test.each([
  ['tasks on Fargate', fargatePipeline], ['functions', lambdaPipeline], ['behind CloudFront', cdnPipeline],
])('CloudFormation Validate finds nothing: %s', (_name, make) => {
  const app = new App();
  make(app);
  expect(cloudFormationFindings(app)).toEqual([]);
});

test('CloudFormation Validate finds nothing: other accounts and regions', () => {
  const app = new App();
  everywhere(app);
  expect(cloudFormationFindings(app)).toEqual([]);
});

test('it checks environments', () => {
  const app = new App();
  // Something that our own checks do not report: they would fail first.
  new CfnFileSystem(webPipeline({}, app).environment('staging'), 'Broken', { performanceMode: 'nonsense' });
  expect(cloudFormationFindings(app)).toEqual([
    expect.stringMatching(/W3030 WebPipeline\/Web\/staging\/Environment\/Broken: .*'nonsense' is not one of/),
  ]);
});
