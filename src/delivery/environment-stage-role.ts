import { Fn, Stack } from 'aws-cdk-lib';
import type { IRole } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { deploymentPermissions, type EnvironmentTarget } from './environment-target';
import { allowUpdate } from './stack-update';
import { StageRole } from './stage-role';
import { allowPublicParameters } from './template-parameters';
import { allow } from '../core/permissions';

/** Permissions of the pipeline in the stage of an environment in its own account. */
export class EnvironmentStageRole extends StageRole {
  constructor(scope: Construct, id: string, pipelineRole: IRole, target: EnvironmentTarget) {
    super(scope, id, pipelineRole);
    const { stackName, executionRoleArn, place, edge } = target;
    const region = place.otherRegion ? place.region : undefined;
    allow(this, {
      actions: [
        'cloudformation:CreateChangeSet', 'cloudformation:DeleteChangeSet', 'cloudformation:DescribeChangeSet',
        'cloudformation:DescribeStackEvents', 'cloudformation:DescribeStacks', 'cloudformation:ExecuteChangeSet',
      ],
      resources: [Stack.of(this).formatArn({ service: 'cloudformation', region, resource: 'stack', resourceName: `${stackName}/*` })],
      reason: 'the change set of the environment\'s own stack is created and executed; the wildcard is the stack\'s unique id',
    });
    allow(this, {
      actions: ['iam:PassRole'],
      resources: [Fn.sub(executionRoleArn)],
      reason: 'CloudFormation acts with the execution role of `cdk bootstrap`',
    });
    if (edge) {
      const elsewhere = edge.region === Stack.of(this).region ? undefined : edge.region;
      allowUpdate(this, { ...edge, region: elsewhere },
        'what the environment needs in another region is deployed before it; the wildcard is the stack\'s unique id', true);
    }
    allowPublicParameters(this, region);
    for (const permission of deploymentPermissions(target)) allow(this, permission);
  }
}
