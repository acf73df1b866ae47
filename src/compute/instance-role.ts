import { Stack } from 'aws-cdk-lib';
import { PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { Construct } from 'constructs';
import { acknowledge } from '../core/acknowledge';

/** Session Manager's channels have no resource that a policy could name. */
const SESSION_CHANNELS = [
  'ssmmessages:CreateControlChannel', 'ssmmessages:CreateDataChannel', 'ssmmessages:OpenControlChannel', 'ssmmessages:OpenDataChannel',
];

/** Role of the instances: Session Manager instead of SSH. What else an application may do, its environment's owner grants. */
export class InstanceRole extends Role {
  constructor(scope: Construct, id: string) {
    super(scope, id, { assumedBy: new ServicePrincipal('ec2.amazonaws.com') });
    this.addToPolicy(new PolicyStatement({ actions: SESSION_CHANNELS, resources: ['*'] }));
    this.addToPolicy(new PolicyStatement({
      actions: ['ssm:UpdateInstanceInformation'],
      resources: [Stack.of(this).formatArn({ service: 'ec2', resource: 'instance', resourceName: '*' })],
    }));
    acknowledge(this, 'AwsSolutions-IAM5', 'Session Manager has no narrower resources; revisions are read below the pipeline\'s own prefix');
  }
}
