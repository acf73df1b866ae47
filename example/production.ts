/**
 * What a team would run: everything that matters is said, so that nothing has to be looked up.
 *
 * `npm run synth` makes its cloud assembly; `gostyle run` runs it on this machine.
 */
import { App, Duration, Stack, TimeZone } from 'aws-cdk-lib';
import { InstanceClass, InstanceSize, InstanceType } from 'aws-cdk-lib/aws-ec2';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { Application, Approval, Compute, Environment, GoStyleWebPipeline, InPlace, Patches, Source } from 'gostyle-web-pipeline';

const app = new App();
const stack = new Stack(app, 'LinkShortener', {
  description: 'The pipeline of the link shortener',
  terminationProtection: true,
});

const approvals = new Topic(stack, 'Approvals', {
  displayName: 'Approvals of the link shortener',
  enforceSSL: true,
});

new GoStyleWebPipeline(stack, 'LinkShortener', {
  source: Source.gitHub({
    owner: 'gostyle-web-pipeline',
    repository: 'gostyle-web-pipeline',
    branch: 'main',
    connectionArn: 'arn:aws:codeconnections:eu-central-1:111122223333:connection/2b6e1f3c-5d0a-4c39-9a57-0d8f6f1f7f10',
  }),
  application: Application.nestJs({
    directory: 'service',
    port: 3000,
    healthCheckPath: '/health',
    environmentVariables: { LOG_LEVEL: 'log' },
  }),
  // Newer machine images arrive without a commit, as a release: staging first, and production after its approval.
  patches: Patches.weekly({ weekDay: 'TUE', hour: 3, timeZone: TimeZone.EUROPE_BERLIN }),
  environments: [
    // One revision and two small hosts are enough to see that a release works.
    Environment.named('staging', {
      compute: Compute.ec2({
        minCapacity: 2,
        maxCapacity: 2,
        instanceType: InstanceType.of(InstanceClass.T3, InstanceSize.MICRO),
      }),
    }),
    // Three hosts: while one of them is being deployed, two serve.
    Environment.named('production', {
      approval: Approval.manual({ notificationTopic: approvals, timeout: Duration.days(3) }),
      compute: Compute.ec2({ minCapacity: 3, maxCapacity: 9, deployment: InPlace.oneAtATime() }),
    }),
  ],
});

app.synth();
