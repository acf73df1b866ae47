import { RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Metric, SingleValueWidget, Stats } from 'aws-cdk-lib/aws-cloudwatch';
import { BuildSpec, PipelineProject } from 'aws-cdk-lib/aws-codebuild';
import { Port, SecurityGroup } from 'aws-cdk-lib/aws-ec2';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import { Pass, DefinitionBody, StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct } from 'constructs';
import { SecretReference, Step, type AttachmentBindOptions, type AttachmentConfig, type IAttachment } from '../../src';

/** A third-party attachment that uses only the exported interfaces: a queue, a secret, and steps before and after a deployment. */
export class QueueAttachment implements IAttachment {
  private readonly queues = new Map<Stack, Queue>();

  constructor(private readonly name = 'Jobs', private readonly withSecret = true) {}

  /** The created resources. */
  queueOf(environment: Stack): Queue {
    const queue = this.queues.get(environment);
    if (!queue) throw new Error(`${environment.stackName} does not use this queue`);
    return queue;
  }

  bind(scope: Construct, { alarms, network, revisions }: AttachmentBindOptions): AttachmentConfig {
    const { name } = this;
    const stack = Stack.of(scope);
    const queue = new Queue(scope, name, { encryption: QueueEncryption.SQS_MANAGED, enforceSSL: true, removalPolicy: RemovalPolicy.DESTROY });
    this.queues.set(stack, queue);
    const securityGroup = new SecurityGroup(scope, `${name}SecurityGroup`, { vpc: network.vpc, allowAllOutbound: false });
    const project = new PipelineProject(scope, `${name}Migration`, {
      projectName: `${stack.stackName}-migrate`, buildSpec: BuildSpec.fromObject({ version: '0.2', phases: { build: { commands: ['true'] } } }),
    });
    revisions.allowReading(project.role!.grantPrincipal);
    new StateMachine(scope, `${name}Check`, {
      stateMachineName: `${stack.stackName}-check`, definitionBody: DefinitionBody.fromChainable(new Pass(scope, `${name}Pass`)),
    });
    const age = new Metric({
      namespace: 'Shop/Jobs', metricName: 'AgeOfOldestJob', dimensionsMap: { Queue: queue.queueName }, statistic: Stats.MAXIMUM,
    });
    return {
      variables: { QUEUE_URL: queue.queueUrl },
      secrets: this.withSecret ? { QUEUE_SECRET: SecretReference.fromSecretsManager(new Secret(scope, `${name}Secret`), 'token') } : {},
      permissions: [{ actions: ['sqs:SendMessage'], resources: [queue.queueArn], reason: 'the application sends jobs' }],
      connections: [{ connectable: securityGroup, port: Port.tcp(5432), description: 'Jobs' }],
      beforeDeployment: [Step.codeBuild(scope, {
        actionName: 'Migrate', projectName: `${stack.stackName}-migrate`, reason: 'what the queue needs is there before the revision',
      })],
      afterDeployment: [Step.stateMachine(scope, {
        actionName: 'Check', stateMachineName: `${stack.stackName}-check`, reason: 'the revision is checked',
      })],
      rollbackAlarms: [alarms.watch(`Old${name}`, { metric: age, threshold: 600, reason: 'jobs are not done; look at the workers' })],
      widgets: [new SingleValueWidget({ title: 'Oldest job', metrics: [age] })],
      standingResources: [{ name: 'queue worker', quantity: 1, monthlyPrice: 5 }],
    };
  }
}
