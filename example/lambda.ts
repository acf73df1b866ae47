/**
 * The same service on AWS Lambda: without requests nothing runs, and the function costs nothing.
 *
 * Synthesize it with `npm run synth:lambda`. To run it on this machine, name it in `cdk.json`, then use `gostyle run --app example`.
 */
import { App, Duration, Stack } from 'aws-cdk-lib';
import { Application, Approval, Compute, Environment, GoStyleWebPipeline, LambdaDeployment, Source } from 'gostyle-web-pipeline';

const app = new App();
const stack = new Stack(app, 'LinkShortener');

new GoStyleWebPipeline(stack, 'LinkShortener', {
  source: Source.gitHub({
    owner: 'gostyle-web-pipeline',
    repository: 'gostyle-web-pipeline',
    connectionArn: 'arn:aws:codeconnections:eu-central-1:111122223333:connection/2b6e1f3c-5d0a-4c39-9a57-0d8f6f1f7f10',
  }),
  application: Application.nestJs({ directory: 'service', port: 3000, healthCheckPath: '/health' }),
  environments: [
    Environment.named('staging', { compute: Compute.lambda({ startScript: 'service/deploy/run.sh' }) }),
    // A tenth of the requests goes to the new version for five minutes, then all of them.
    Environment.named('production', {
      approval: Approval.manual(),
      compute: Compute.lambda({
        startScript: 'service/deploy/run.sh',
        deployment: LambdaDeployment.canary10Percent(Duration.minutes(5)),
      }),
    }),
  ],
});

app.synth();
