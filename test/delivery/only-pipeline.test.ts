import { App, Stack, Stage } from 'aws-cdk-lib';
import { Environment, GoStyleWebPipeline, type GoStyleWebPipelineProps } from '../../src';
import { SMALLEST } from '../helpers/web-pipeline';

const IRELAND = { account: '111122223333', region: 'eu-west-1' };
const FRANKFURT = { account: '111122223333', region: 'eu-central-1' };

function pipeline(scope: Stack, id: string, props: Partial<GoStyleWebPipelineProps> = {}): void {
  new GoStyleWebPipeline(scope, id, { ...SMALLEST, ...props });
}

test('refuses a second pipeline in a stack, whatever its name', () => {
  const stack = new Stack(new App(), 'Delivery');
  pipeline(stack, 'Web');
  expect(() => pipeline(stack, 'Shop')).toThrow(
    '`scope` must be a stack of its own, because each pipeline updates the whole stack that it is in;'
    + ' `Delivery/Web` is in it already,'
    + ' got: "Delivery"; create another one: `new Stack(app, \'ShopPipeline\')`');
});

test.each([['no place', undefined], ['the same place', IRELAND]])('refuses a second pipeline of the same name: %s', (_what, env) => {
  const app = new App();
  pipeline(new Stack(app, 'One', { env }), 'Web');
  expect(() => pipeline(new Stack(new Stage(app, 'Two'), 'Stack', { env }), 'Shop', { pipelineName: 'Web' }))
    .toThrow('`pipelineName` must be different from that of `One/Web`, because the stacks of environments are named after it,'
      + ' got: "Web"; choose another name');
});

test('refuses two pipelines that deploy to one stack from different places', () => {
  const app = new App();
  const environments = () => [Environment.named('staging', { env: IRELAND })];
  pipeline(new Stack(app, 'One', { env: IRELAND }), 'Web', { environments: environments() });
  expect(() => pipeline(new Stack(app, 'Two', { env: FRANKFURT }), 'Web', { environments: environments() }))
    .toThrow('`environments.staging` must not be the stack of `One/Web/staging/Environment`, in the same account and region,'
      + ' got: "Web-staging"; give one of the pipelines another `pipelineName`');
});

test('accepts pipelines with other names, and with the same name in another region', () => {
  const app = new App();
  pipeline(new Stack(app, 'One', { env: IRELAND }), 'Web');
  pipeline(new Stack(app, 'Two', { env: IRELAND }), 'Shop');
  expect(() => pipeline(new Stack(app, 'Three', { env: FRANKFURT }), 'Web')).not.toThrow();
});
