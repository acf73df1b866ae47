import { join } from 'node:path';
import { App, Stack, type AppProps } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import {
  Application, Environment, GoStyleWebPipeline, Source, type EnvironmentOptions, type EnvironmentStack, type GoStyleWebPipelineProps,
} from '../../src';

export const CONNECTION_ARN = 'arn:aws:codeconnections:eu-west-1:111122223333:connection/01234567-89ab-cdef-0123-456789abcdef';

/** A repository whose files fit the pipeline. */
export const REPOSITORY = join(__dirname, '..', 'fixtures', 'repository');

/** The minimum that a pipeline needs. */
export const SMALLEST: GoStyleWebPipelineProps = {
  source: Source.gitHub({ owner: 'me', repository: 'my-app', connectionArn: CONNECTION_ARN }),
  application: Application.nestJs(),
  repositoryDirectory: REPOSITORY,
};

/** A pipeline named `Web` in a stack named `WebPipeline`. */
export function webPipeline(
  props: Partial<GoStyleWebPipelineProps> = {}, app: App = new App(), stack = new Stack(app, 'WebPipeline'),
): GoStyleWebPipeline {
  return new GoStyleWebPipeline(stack, 'Web', { ...SMALLEST, ...props });
}

/** An app with feature flags or other context. */
export function appWith(context: AppProps['context']): App {
  return new App({ context });
}

/** The only environment of a pipeline. */
export function environmentStack(environment: Environment, props: Partial<GoStyleWebPipelineProps> = {}): EnvironmentStack {
  return webPipeline({ ...props, environments: [environment] }).environment(environment.name);
}

/** Its template. */
export function environmentTemplate(environment: Environment, props: Partial<GoStyleWebPipelineProps> = {}): Template {
  return Template.fromStack(environmentStack(environment, props));
}

/** The template of the pipeline's own stack. */
export function pipelineTemplate(props: Partial<GoStyleWebPipelineProps> = {}): Template {
  return Template.fromStack(Stack.of(webPipeline(props)));
}

/** An environment that uses existing resources, imported in its pipeline's stack. */
export function environmentWith(name: string, bring: (scope: Stack) => EnvironmentOptions, app: App = new App()): EnvironmentStack {
  const stack = new Stack(app, 'WebPipeline');
  return new GoStyleWebPipeline(stack, 'Web', { ...SMALLEST, environments: [Environment.named(name, bring(stack))] }).environment(name);
}
