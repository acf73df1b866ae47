import { ArnFormat, Stack } from 'aws-cdk-lib';
import type { AutoScalingGroup } from 'aws-cdk-lib/aws-autoscaling';

/** ARN with the group's exact name and a wildcard for its unique id, which CloudFormation does not return. */
export function autoScalingGroupArn(autoScalingGroup: AutoScalingGroup): string {
  return Stack.of(autoScalingGroup).formatArn({
    service: 'autoscaling',
    resource: 'autoScalingGroup',
    arnFormat: ArnFormat.COLON_RESOURCE_NAME,
    resourceName: `*:autoScalingGroupName/${autoScalingGroup.autoScalingGroupName}`,
  });
}
