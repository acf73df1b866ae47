import { CustomResource, Duration, Stack } from 'aws-cdk-lib';
import { Construct } from 'constructs';
import { inlineFunction } from '../core/inline-function';
import { allow } from '../core/permissions';

/**
 * The role that OpenSearch Service enters a VPC with, one for each account. CloudFormation would make it, but refuses one that is there.
 *
 * @see https://docs.aws.amazon.com/opensearch-service/latest/developerguide/slr-aos.html
 */
export class ServiceLinkedRole extends Construct {
  constructor(scope: Construct, id: string) {
    super(scope, id);
    const { handler, role } = inlineFunction(this, {
      code: 'custom-resources/open-search-service-role.cjs',
      description: 'Makes the service-linked role of OpenSearch Service, unless it is there',
    });
    allow(role, {
      actions: ['iam:CreateServiceLinkedRole'],
      resources: [Stack.of(this).formatArn({
        service: 'iam',
        region: '',
        resource: 'role',
        resourceName: 'aws-service-role/opensearchservice.amazonaws.com/AWSServiceRoleForAmazonOpenSearchService',
      })],
      reason: 'the first domain of an account in a VPC creates the service-linked role with which OpenSearch Service accesses the VPC',
    });
    new CustomResource(this, 'Resource', {
      resourceType: 'Custom::ServiceLinkedRole',
      serviceToken: handler.functionArn,
      serviceTimeout: Duration.minutes(2),
    });
  }
}
