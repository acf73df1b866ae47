import { App, Stack, Validations } from 'aws-cdk-lib';
import type { CfnPipeline } from 'aws-cdk-lib/aws-codepipeline';
import { GoStyleWebPipeline } from '../../src';
import { fullestPipeline } from '../helpers/fullest';
import { SMALLEST, webPipeline } from '../helpers/web-pipeline';

const RUN_ORDER = /a run order must be a whole number from 1 to 999, got: 1000 \(gostyle\)/;

/** A change that no linter of CloudFormation objects to, and that cannot work. */
function breakRunOrder(web: GoStyleWebPipeline): CfnPipeline {
  const resource = web.pipeline.node.defaultChild as CfnPipeline;
  resource.addPropertyOverride('Stages.1.Actions.0.RunOrder', 1000);
  return resource;
}

function failure(app: App): string {
  try {
    app.synth();
  } catch (error) {
    return (error as Error).message;
  }
  return '';
}

test('what the library makes passes, and nothing is said', () => {
  const said = jest.spyOn(console, 'error').mockImplementation(() => undefined);
  const app = new App();
  fullestPipeline(app);
  app.synth();
  expect(said.mock.calls).toEqual([]);
  said.mockRestore();
});

test('refuses what cannot work, by its logical id and with the fix', () => {
  const app = new App();
  breakRunOrder(webPipeline({}, app));
  const message = failure(app);
  expect(message).toMatch(RUN_ORDER);
  expect(message).toContain('WebPipeline/Web/Delivery/Pipeline/Resource (WebDeliveryPipeline52B8D406)');
  expect(message).toContain('Suggested fix: number the actions of the stage from 1');
});

test('a finding can be acknowledged where the resource is', () => {
  const app = new App();
  const resource = breakRunOrder(webPipeline({}, app));
  Validations.of(resource).acknowledge({ id: 'gostyle::pipeline.run-order', reason: 'a test' });
  expect(failure(app)).toBe('');
});

test('two pipelines in one app are checked once', () => {
  const app = new App();
  breakRunOrder(webPipeline({}, app));
  new GoStyleWebPipeline(new Stack(app, 'Other'), 'Other', SMALLEST);
  expect(failure(app).match(new RegExp(RUN_ORDER, 'g'))).toHaveLength(1);
});
