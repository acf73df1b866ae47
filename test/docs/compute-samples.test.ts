import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { App, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import * as ts from 'typescript';
import * as library from '../../src';
import { CONNECTION_ARN } from '../helpers/web-pipeline';

/** Runs the last program of a page, and returns the template of its environment. */
function environmentOf(page: string): Template {
  const program = [...readFileSync(join(__dirname, '../../docs', page), 'utf8').matchAll(/^```ts\n(.*?)^```$/gms)].at(-1)![1];
  const { outputText } = ts.transpileModule(program, { compilerOptions: { module: ts.ModuleKind.CommonJS, target: ts.ScriptTarget.ES2022 } });
  const app = new App();
  const load = (name: string): unknown => name === 'gostyle-web-pipeline' ? library : jest.requireActual(name);
  new Function('require', 'exports', 'stack', 'connectionArn', outputText)(load, {}, new Stack(app, 'WebPipeline'), CONNECTION_ARN);
  const environments = app.node.findAll().filter((each): each is library.EnvironmentStack => each instanceof library.EnvironmentStack);
  return Template.fromStack(environments[0]);
}

test('docs/fargate.md: the service calls the function of its own stack', () => {
  const template = environmentOf('fargate.md');
  template.hasResourceProperties('AWS::ECS::Service', {
    DeploymentConfiguration: {
      LifecycleHooks: [{ HookTargetArn: { 'Fn::GetAtt': [Match.stringLikeRegexp('^Check'), 'Arn'] }, LifecycleStages: ['POST_SCALE_UP'] }],
    },
  });
  template.hasResourceProperties('AWS::Lambda::Function', { Code: { ZipFile: Match.stringLikeRegexp('hookStatus') } });
});

test('docs/lambda.md: the hook exists before the function, which names it', () => {
  const template = environmentOf('lambda.md');
  template.hasResource('AWS::Serverless::Function', {
    DependsOn: Match.arrayWith([Match.stringLikeRegexp('^Check[0-9A-F]{8}$')]),
    Properties: { DeploymentPreference: { Hooks: { PreTraffic: { 'Fn::Join': ['', Match.arrayWith([':function:CodeDeployHook_check'])] } } } },
  });
  template.hasResourceProperties('AWS::Lambda::Function', { FunctionName: 'CodeDeployHook_check' });
});

test('docs/extending.md: the environment has the queue, and the application may use it', () => {
  const template = environmentOf('extending.md');
  expect(JSON.stringify(template.toJSON())).toMatch(/"Action":(\[[^\]]*)?"sqs:SendMessage"[^}]*"Resource":\{"Fn::GetAtt":\["Jobs\w+","Arn"\]\}/);
  template.hasResourceProperties('AWS::CloudWatch::Alarm', { AlarmDescription: 'staging: jobs are not done; look at the workers' });
  const [{ Properties }] = Object.values(template.findResources('AWS::EC2::LaunchTemplate'));
  expect(JSON.stringify(Properties)).toContain('QUEUE_URL=');
});
