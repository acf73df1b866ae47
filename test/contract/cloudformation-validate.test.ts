import { App } from 'aws-cdk-lib';
import { CfnVPC } from 'aws-cdk-lib/aws-ec2';
import { everywhere } from '../helpers/accounts';
import { fullestPipeline } from '../helpers/fullest';
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

test('CloudFormation Validate finds nothing: other accounts and regions', () => {
  const app = new App();
  everywhere(app);
  expect(cloudFormationFindings(app)).toEqual([]);
});

test('it looks into environments', () => {
  const app = new App();
  new CfnVPC(webPipeline({}, app).environment('staging'), 'Broken', { cidrBlock: '10.0.0.0/16', instanceTenancy: 'nonsense' });
  expect(cloudFormationFindings(app)).toEqual([expect.stringMatching(/W3030 WebPipeline\/Web\/staging\/Environment\/Broken: .*'nonsense' is not one of/)]);
});
