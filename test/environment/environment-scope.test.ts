import { App, Aspects, Annotations, type Stack } from 'aws-cdk-lib';
import { Annotations as Said, Match } from 'aws-cdk-lib/assertions';
import { Environment, GoStyleWebPipeline } from '../../src';
import { webPipeline } from '../helpers/web-pipeline';

/** What `cdk synth` and `cdk deploy` show: messages of the stacks at the top of the assembly. */
function shown(app: App): string[] {
  return app.synth().stacks.flatMap(({ messages }) => messages).map(({ level, entry }) => `${level}: ${entry.data as string}`);
}

test('messages about an environment are shown with the pipeline, because the toolkit does not deploy environments', () => {
  const app = new App();
  webPipeline({ environments: [Environment.named('prod'), Environment.named('production')] }, app);
  expect(shown(app)).toEqual(expect.arrayContaining([
    expect.stringMatching(/^warning: the environment `prod` is not treated as production/),
    expect.stringMatching(/^info: the environment `production` is production and serves HTTP only/),
    expect.stringMatching(/^info: without traffic, Web-production costs about/),
  ]));
});

test('an error that an aspect adds to an environment fails `cdk synth`, and acknowledged warnings are not shown', () => {
  const app = new App();
  const web = webPipeline({ environments: [Environment.named('prod')] }, app);
  Aspects.of(app).add({ visit: (node) => { if (node === web.environment('prod').vpc) Annotations.of(node).addError('not like this'); } });
  Annotations.of(web.environment('prod')).acknowledgeWarning('gostyle:production', 'it is a prototype');
  const all = shown(app);
  expect(all).toContain('error: not like this');
  expect(all.join()).not.toContain('is not treated as production');
});

test('a message appears once, however often the app is synthesized', () => {
  const app = new App();
  const web: GoStyleWebPipeline = webPipeline({ environments: [Environment.named('prod')] }, app);
  app.synth();
  app.synth({ force: true });
  const stack = web.node.scope as Stack;
  expect(Said.fromStack(stack).findWarning('*', Match.stringLikeRegexp('is not treated as production'))).toHaveLength(1);
});
