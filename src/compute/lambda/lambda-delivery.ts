import { Aws, CfnCapabilities } from 'aws-cdk-lib';
import type { Construct } from 'constructs';
import type { Permission } from '../../core/permission';
import type { DeliveryBindOptions, DeliveryConfig, IDelivery } from '../../delivery/delivery-config';

/** Parameters of the environment's stack that carry a revision. */
export const REVISION_KEY = 'RevisionKey';
export const RELEASE_ID = 'ReleaseId';

/** A revision is deployed with the stack: the approved change set is the deployment, and CloudFormation waits for it. */
export class LambdaDelivery implements IDelivery {
  readonly permissions: Permission[] = [{
    actions: ['cloudformation:CreateChangeSet'],
    resources: [`arn:${Aws.PARTITION}:cloudformation:*:aws:transform/Serverless-2016-10-31`],
    reason: 'the change set expands the transform of AWS SAM, which belongs to AWS; the wildcard is the region',
  }];

  constructor(readonly startScript: string) {}

  bind(_scope: Construct, { application, attemptId }: DeliveryBindOptions): DeliveryConfig {
    return {
      parameters: { [REVISION_KEY]: application.objectKey, [RELEASE_ID]: attemptId },
      parameterArtifacts: [application],
      capabilities: [CfnCapabilities.AUTO_EXPAND],
    };
  }
}
