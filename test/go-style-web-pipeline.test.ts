import { App, Stack } from 'aws-cdk-lib';
import { Match, Template } from 'aws-cdk-lib/assertions';
import { Application, GoStyleWebPipeline, Source } from '../src';

const CONNECTION = 'arn:aws:codeconnections:eu-west-1:111122223333:connection/01234567-89ab-cdef-0123-456789abcdef';

test('a pipeline and two environments from source and application alone', () => {
  const stack = new Stack(new App(), 'WebPipeline');
  const web = new GoStyleWebPipeline(stack, 'Web', {
    source: Source.gitHub({ owner: 'me', repository: 'my-app', connectionArn: CONNECTION }),
    application: Application.nestJs({ directory: 'service' }),
  });

  Template.fromStack(stack).hasResourceProperties('AWS::CodePipeline::Pipeline', {
    PipelineType: 'V2',
    Stages: ['Source', 'Build', 'UpdatePipeline', 'staging', 'production'].map((Name) => Match.objectLike({ Name })),
  });
  for (const name of ['staging', 'production']) {
    Template.fromStack(web.environment(name)).resourceCountIs('AWS::CodeDeploy::DeploymentGroup', 1);
  }
});
