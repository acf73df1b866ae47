/**
 * The same service in containers on AWS Fargate: rolling in `staging`, with a canary in `production`.
 *
 * Synthesize it with `npm run synth:fargate`. To run it on this machine with `gostyle run --app example`, set it as the `app` in `cdk.json`.
 */
import { App, Duration, Stack } from 'aws-cdk-lib';
import { Application, Approval, Compute, EcsDeployment, Environment, GoStyleWebPipeline, Source, type FargateOptions } from 'gostyle-web-pipeline';

const app = new App();
const stack = new Stack(app, 'LinkShortener', { description: 'The pipeline of the link shortener' });

/** The build bundles everything into one file, so the image consists of Node.js and this file. */
const container: FargateOptions = { command: ['node', 'service/dist/main.mjs'] };

new GoStyleWebPipeline(stack, 'LinkShortener', {
  source: Source.gitHub({
    owner: 'gostyle-web-pipeline',
    repository: 'gostyle-web-pipeline',
    connectionArn: 'arn:aws:codeconnections:eu-central-1:111122223333:connection/2b6e1f3c-5d0a-4c39-9a57-0d8f6f1f7f10',
  }),
  application: Application.nestJs({ directory: 'service', environmentVariables: { LOG_LEVEL: 'log' } }),
  environments: [
    Environment.named('staging', { compute: Compute.fargate({ ...container, cpu: 256, maxCapacity: 2 }) }),
    Environment.named('production', {
      approval: Approval.manual(),
      compute: Compute.fargate({
        ...container,
        minCapacity: 3,
        maxCapacity: 9,
        // One request in ten for ten minutes, then all of them; the previous tasks run for five more minutes.
        deployment: EcsDeployment.canary({ canaryPercent: 10, canaryBakeTime: Duration.minutes(10) }),
      }),
    }),
  ],
});

app.synth();
