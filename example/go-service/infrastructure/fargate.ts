/**
 * The same Go service in containers on AWS Fargate. Its image is the binary on the runtime's base image;
 * `dockerfile: 'example/go-service/Dockerfile'` instead of `command` builds one that contains nothing but the binary.
 *
 * `cdk.json` names `app.ts`: change it to this file.
 */
import { App, Duration, Stack } from 'aws-cdk-lib';
import { Application, Approval, Compute, EcsDeployment, Environment, GoStyleWebPipeline, Source } from 'gostyle-web-pipeline';

const app = new App();
const stack = new Stack(app, 'GoService', { description: 'The pipeline of the Go service' });
const container = { command: ['dist/go-service'], cpu: 256 };

new GoStyleWebPipeline(stack, 'GoService', {
  source: Source.gitHub({
    owner: 'gostyle-web-pipeline',
    repository: 'gostyle-web-pipeline',
    connectionArn: 'arn:aws:codeconnections:eu-central-1:111122223333:connection/2b6e1f3c-5d0a-4c39-9a57-0d8f6f1f7f10',
  }),
  buildspec: 'example/go-service/buildspec.yml',
  application: Application.golang({ directory: 'example/go-service', port: 8080, goVersion: '1.26' }),
  environments: [
    Environment.named('staging', { compute: Compute.fargate(container) }),
    Environment.named('production', {
      approval: Approval.manual(),
      compute: Compute.fargate({ ...container, deployment: EcsDeployment.linear({ stepPercent: 25, stepBakeTime: Duration.minutes(3) }) }),
    }),
  ],
});

app.synth();
