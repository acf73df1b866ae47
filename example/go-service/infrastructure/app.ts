/**
 * The pipeline of a Go service, on EC2. `example/go-service/buildspec.yml` builds it into a single binary, so instances need no Go.
 */
import { App, Stack } from 'aws-cdk-lib';
import { InstanceClass, InstanceSize, InstanceType } from 'aws-cdk-lib/aws-ec2';
import { Application, Approval, Compute, Environment, GoStyleWebPipeline, Source } from 'gostyle-web-pipeline';

const app = new App();
const stack = new Stack(app, 'GoService', { description: 'The pipeline of the Go service' });
const compute = Compute.ec2({ instanceType: InstanceType.of(InstanceClass.T3, InstanceSize.MICRO) });

new GoStyleWebPipeline(stack, 'GoService', {
  source: Source.gitHub({
    owner: 'gostyle-web-pipeline',
    repository: 'gostyle-web-pipeline',
    connectionArn: 'arn:aws:codeconnections:eu-central-1:111122223333:connection/2b6e1f3c-5d0a-4c39-9a57-0d8f6f1f7f10',
  }),
  buildspec: 'example/go-service/buildspec.yml',
  application: Application.golang({ directory: 'example/go-service', port: 8080, goVersion: '1.26' }),
  environments: [
    Environment.named('staging', { compute }),
    Environment.named('production', { approval: Approval.manual(), compute }),
  ],
});

app.synth();
