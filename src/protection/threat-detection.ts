import { CustomResource, Duration, Stack } from 'aws-cdk-lib';
import { CfnRule } from 'aws-cdk-lib/aws-events';
import { Construct } from 'constructs';
import { inlineFunction } from '../core/inline-function';
import { misuse } from '../core/misuse';
import { allow } from '../core/permissions';
import type { AttachmentBindOptions, AttachmentConfig, IAttachment } from '../data/attachment-config';
import { matchedEvents } from '../observability/matched-events';

/** Lower bound of GuardDuty's medium severity. */
const MEDIUM = 4;

/**
 * Amazon GuardDuty for the account of an environment: `uses: [ThreatDetection.guardDuty()]`.
 *
 * An account has one detector in each region. An existing one is used, and enabled if it was suspended; otherwise one is created. It remains
 * when the environment is deleted, because others may rely on it. Free of charge for 30 days, then billed by events: a few USD a month for a
 * small account.
 *
 * @exampleMetadata fixture=pipeline
 * @example
 * Environment.named('production', { uses: [ThreatDetection.guardDuty()] });
 * @see https://docs.aws.amazon.com/guardduty/latest/ug/guardduty_settingup.html
 */
export class ThreatDetection implements IAttachment {
  /** Findings of medium severity and above raise an alarm of the environment. */
  static guardDuty(): ThreatDetection {
    return new ThreatDetection();
  }

  private constructor() {}

  bind(scope: Construct, options: AttachmentBindOptions): AttachmentConfig {
    const { alarms, environmentName } = options;
    if (scope.node.tryFindChild('GuardDuty')) {
      throw misuse(`environments.${environmentName}.uses`, 'must have GuardDuty only once', 'ThreatDetection', 'remove one of them');
    }
    const parent = new Construct(scope, 'GuardDuty');
    this.findOrCreateDetector(parent);
    const rule = new CfnRule(parent, 'Findings', {
      description: `GuardDuty found something in the account of ${Stack.of(scope).stackName}`,
      eventPattern: {
        'source': ['aws.guardduty'],
        'detail-type': ['GuardDuty Finding'],
        'detail': { severity: [{ numeric: ['>=', MEDIUM] }] },
      },
    });
    alarms.watch('Threats', {
      metric: matchedEvents(rule),
      threshold: 1,
      reason: 'GuardDuty found something in the account; look at its findings',
    });
    return {};
  }

  private findOrCreateDetector(parent: Construct): void {
    const { handler, role } = inlineFunction(parent, {
      code: 'custom-resources/find-or-create-detector.cjs',
      description: 'Finds the GuardDuty detector of the account, or makes one',
    });
    allow(role, {
      actions: ['guardduty:ListDetectors', 'guardduty:CreateDetector'],
      resources: ['*'],
      reason: 'an existing detector is looked up; its id is not known in advance',
    });
    allow(role, {
      actions: ['guardduty:GetDetector', 'guardduty:UpdateDetector'],
      resources: [Stack.of(parent).formatArn({ service: 'guardduty', resource: 'detector', resourceName: '*' })],
      reason: 'an existing detector that is suspended is enabled',
    });
    allow(role, {
      actions: ['iam:CreateServiceLinkedRole'],
      resources: [Stack.of(parent).formatArn({
        service: 'iam', region: '', resource: 'role', resourceName: 'aws-service-role/guardduty.amazonaws.com/AWSServiceRoleForAmazonGuardDuty',
      })],
      reason: 'the first detector of an account creates the service-linked role of GuardDuty',
    });
    new CustomResource(parent, 'Detector', {
      resourceType: 'Custom::GuardDutyDetector',
      serviceToken: handler.functionArn,
      serviceTimeout: Duration.minutes(2),
    });
  }
}
