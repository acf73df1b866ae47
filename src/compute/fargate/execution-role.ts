import { Stack } from 'aws-cdk-lib';
import { ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { ILogGroup } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { imageRepositoryName } from './image-repository';
import { allow } from '../../core/permissions';
import { ServiceRole } from '../../core/service-role';
import type { SecretReference } from '../../data/secret-reference';
import type { PipelineReference } from '../compute-config';

export interface TaskExecutionRoleProps {
  readonly pipeline: PipelineReference;
  readonly logGroup: ILogGroup;
  readonly secrets: SecretReference[];
  /** Fixed name, because the image repository's policy in another account refers to it. */
  readonly roleName?: string;
}

/** Role of Amazon ECS before a task's application starts: it pulls the image, reads the secrets and writes the log. */
export class TaskExecutionRole extends ServiceRole {
  constructor(scope: Construct, id: string, { pipeline, logGroup, secrets, roleName }: TaskExecutionRoleProps) {
    super(scope, id, { roleName, assumedBy: new ServicePrincipal('ecs-tasks.amazonaws.com') });
    allow(this, {
      actions: ['ecr:BatchCheckLayerAvailability', 'ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer'],
      resources: [Stack.of(this).formatArn({
        service: 'ecr', account: pipeline.account, region: pipeline.region, resource: 'repository', resourceName: imageRepositoryName(pipeline.name),
      })],
      reason: 'the image is pulled from the pipeline\'s own repository',
    });
    allow(this, {
      actions: ['ecr:GetAuthorizationToken'],
      resources: ['*'],
      reason: 'Amazon ECS signs in to the registry; this action does not support resource-level permissions',
    });
    allow(this, {
      actions: ['logs:CreateLogStream', 'logs:PutLogEvents'],
      resources: [logGroup.logGroupArn],
      reason: 'each task writes to a stream of its own',
    });
    for (const permission of secrets.flatMap(({ permissions }) => permissions)) allow(this, permission);
  }
}
