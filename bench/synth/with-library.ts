// The library. Usage: with-library ENVIRONMENT..
import { App, Stack } from 'aws-cdk-lib';
import { Application, Approval, Environment, GoStyleWebPipeline, Source } from '../../src';

const app = new App();
new GoStyleWebPipeline(new Stack(app, 'Web'), 'Web', {
  source: Source.gitHub({
    owner: 'me',
    repository: 'my-app',
    connectionArn: 'arn:aws:codeconnections:eu-west-1:111122223333:connection/01234567-89ab-cdef-0123-456789abcdef',
  }),
  application: Application.nestJs({ directory: 'service' }),
  repositoryDirectory: 'test/fixtures/repository',
  environments: process.argv.slice(2).map((name) => Environment.named(name, name === 'staging' ? {} : { approval: Approval.manual() })),
});
app.synth();
