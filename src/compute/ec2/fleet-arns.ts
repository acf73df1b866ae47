import { ArnFormat, Stack } from 'aws-cdk-lib';
import type { AutoScalingGroup } from 'aws-cdk-lib/aws-autoscaling';

/** Exact by the group's name; only its unique id, which CloudFormation does not tell, is open. */
export function autoScalingGroupArn(autoScalingGroup: AutoScalingGroup): string {
  return Stack.of(autoScalingGroup).formatArn({
    service: 'autoscaling',
    resource: 'autoScalingGroup',
    arnFormat: ArnFormat.COLON_RESOURCE_NAME,
    resourceName: `*:autoScalingGroupName/${autoScalingGroup.autoScalingGroupName}`,
  });
}
