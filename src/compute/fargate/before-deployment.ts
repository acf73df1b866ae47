import { ArnFormat, CustomResource, Duration, Stack } from 'aws-cdk-lib';
import type { ISecurityGroup } from 'aws-cdk-lib/aws-ec2';
import type { Cluster } from 'aws-cdk-lib/aws-ecs';
import { Construct, Dependable, type IDependable } from 'constructs';
import { capacityProvidersOf } from './cluster';
import { Task, type TaskProps } from './task';
import { findPackages } from '../../application/python-packages';
import { fixedName } from '../../core/fixed-name';
import { inlineFunction } from '../../core/inline-function';
import { misuse } from '../../core/misuse';
import { allow } from '../../core/permissions';
import type { ServiceRole } from '../../core/service-role';
import type { Command } from '../../delivery/command';

/** CloudFormation waits an hour for a custom resource at most, and a task takes a while to start. */
const LONGEST = Duration.minutes(50);
const START = Duration.minutes(8);

export interface BeforeDeploymentProps {
  /** Where the command was written. */
  readonly prop: string;
  readonly command: Command;
  readonly task: TaskProps;
  readonly cluster: Cluster;
  readonly subnets: string[];
  readonly securityGroups: ISecurityGroup[];
  /** What must be there before a task can start. */
  readonly needs: IDependable[];
}

/**
 * A command that runs once for each task definition (image, variables, size), as a task like the application's, while the stack is updated. What
 * depends on this changes only when the command has succeeded; otherwise the stack is rolled back, and nothing was deployed. A lifecycle hook of
 * Amazon ECS could do the same, but CloudFormation would not show the command's output, and nobody documents it for rolling deployments
 * (decision 0062).
 */
export class BeforeDeployment extends Construct {
  constructor(scope: Construct, id: string, private readonly props: BeforeDeploymentProps) {
    super(scope, id);
    const { command, cluster, needs, task } = props;
    const minutes = command.timeout.toMinutes();
    if (minutes > LONGEST.toMinutes()) {
      throw misuse(`${props.prop}.timeout`,
        `must be at most ${LONGEST.toMinutes()} minutes with \`Compute.fargate()\`, because CloudFormation waits for it`, `${minutes} minutes`,
        'do the rest of a long migration in the background');
    }
    const { definition } = new Task(this, 'Task', task, {
      family: this.family,
      containerName: 'command',
      entryPoint: ['sh', '-c'],
      command: [[...findPackages(task.application, '$PWD'), command.text].join('\n')],
      streamPrefix: 'command',
    });
    const functionName = fixedName(this.family, []);
    const { handler, role } = inlineFunction(this, {
      code: 'custom-resources/run-command.cjs',
      description: `Runs a command before a deployment to ${Stack.of(this).stackName}`,
      functionName,
      timeout: Duration.minutes(15),
      environment: {
        CLUSTER: cluster.clusterName,
        NETWORK: Stack.of(this).toJsonString({
          subnets: props.subnets, securityGroups: props.securityGroups.map(({ securityGroupId }) => securityGroupId),
        }),
        MINUTES: String(minutes),
        LOG_GROUP: task.logGroup.logGroupName,
      },
    });
    this.allowRunning(role, functionName);
    const run = new CustomResource(this, 'Resource', {
      resourceType: 'Custom::BeforeDeployment',
      serviceToken: handler.functionArn,
      serviceTimeout: Duration.minutes(minutes + START.toMinutes()),
      properties: { TaskDefinition: definition.taskDefinitionArn },
    });
    run.node.addDependency(...needs, capacityProvidersOf(cluster));
    // Whatever depends on this waits for the end of the command, which implies all of its parts.
    Dependable.implement(this, { dependencyRoots: [run] });
  }

  private get family(): string {
    return `${Stack.of(this).stackName}-before-deployment`;
  }

  private allowRunning(role: ServiceRole, functionName: string): void {
    const { cluster, task } = this.props;
    const stack = Stack.of(this);
    allow(role, {
      actions: ['ecs:RunTask'],
      resources: [stack.formatArn({ service: 'ecs', resource: 'task-definition', resourceName: `${this.family}:*` })],
      conditions: { ArnEquals: { 'ecs:cluster': cluster.clusterArn } },
      reason: 'the command is run as a task; the wildcard is the revision, which changes with each image',
    });
    allow(role, {
      actions: ['ecs:DescribeTasks', 'ecs:StopTask'],
      resources: [stack.formatArn({ service: 'ecs', resource: 'task', resourceName: `${cluster.clusterName}/*` })],
      conditions: { ArnEquals: { 'ecs:cluster': cluster.clusterArn } },
      reason: 'the end of the task is awaited, and a task that takes too long is stopped; the wildcard is the id of the task',
    });
    allow(role, {
      actions: ['iam:PassRole'],
      resources: [task.taskRole.roleArn, task.executionRole.roleArn],
      conditions: { StringEquals: { 'iam:PassedToService': 'ecs-tasks.amazonaws.com' } },
      reason: 'the task uses the roles of the application\'s tasks',
    });
    allow(role, {
      actions: ['logs:GetLogEvents'],
      resources: [stack.formatArn({
        service: 'logs',
        resource: 'log-group',
        resourceName: `${task.logGroup.logGroupName}:log-stream:command/command/*`,
        arnFormat: ArnFormat.COLON_RESOURCE_NAME,
      })],
      reason: 'the last lines of a failed command are reported to CloudFormation; the wildcard is the id of the task',
    });
    allow(role, {
      actions: ['lambda:InvokeFunction'],
      resources: [stack.formatArn({ service: 'lambda', resource: `function:${functionName}` })],
      reason: 'a function runs for at most 15 minutes, so it calls itself to wait for a longer command',
    });
  }
}
