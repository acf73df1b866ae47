// The library. Usage: with-library COMPUTE ENVIRONMENT..
import { App, Stack } from 'aws-cdk-lib';
import { Application, Approval, Compute, Environment, GoStyleWebPipeline, Source } from '../../src';

const [kind, ...names] = process.argv.slice(2);
const compute = () => {
  if (kind === 'fargate') return Compute.fargate({ command: ['node', 'dist/main.js'] });
  return kind === 'lambda' ? Compute.lambda() : Compute.ec2();
};
const app = new App();
new GoStyleWebPipeline(new Stack(app, 'Web'), 'Web', {
  source: Source.gitHub({
    owner: 'me',
    repository: 'my-app',
    connectionArn: 'arn:aws:codeconnections:eu-west-1:111122223333:connection/01234567-89ab-cdef-0123-456789abcdef',
  }),
  application: Application.nestJs({ directory: 'service' }),
  repositoryDirectory: 'test/fixtures/repository',
  environments: names.map((name) => Environment.named(name, { compute: compute(), ...name !== 'staging' && { approval: Approval.manual() } })),
});
app.synth();
