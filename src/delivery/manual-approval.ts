import { Duration } from 'aws-cdk-lib';
import { ManualApprovalAction } from 'aws-cdk-lib/aws-codepipeline-actions';
import type { Construct } from 'constructs';
import type { ApprovalBindOptions, ApprovalConfig, IApproval } from './approval-config';
import type { ManualApprovalOptions } from './manual-approval-options';
import { misuse, requireKnown } from '../core/misuse';
import { requireVariableName } from '../core/names';

const MOST_MINUTES = 60 * 24 * 60;

/** A person approves or rejects. */
export class ManualApproval implements IApproval {
  constructor(private readonly options: ManualApprovalOptions) {
    const { testResultVariable, timeout } = options;
    if (timeout) {
      requireKnown('approval.timeout', timeout, 'leave it out for seven days');
      const minutes = timeout.toMinutes({ integral: false });
      if (!Number.isInteger(minutes) || minutes < 5 || minutes > MOST_MINUTES) {
        throw misuse('approval.timeout', 'must be whole minutes, from 5 minutes to 60 days', `${minutes} minutes`, 'leave it out for seven days');
      }
    }
    if (testResultVariable !== undefined) requireVariableName('approval.testResultVariable', testResultVariable);
  }

  bind(_scope: Construct, options: ApprovalBindOptions): ApprovalConfig {
    const action = new ManualApprovalAction({
      actionName: 'Approve',
      runOrder: options.runOrder,
      role: options.role,
      notificationTopic: this.options.notificationTopic ?? options.notificationTopic,
      timeout: this.options.timeout ?? Duration.days(7),
      externalEntityLink: options.changeSetUrl,
      additionalInformation: this.informationFor(options),
    });
    return { action };
  }

  /** Without the commit's message, which its page shows: CodePipeline allows 1000 characters, and a message may be longer. */
  private informationFor({ environmentName, commitId, commitUrl, testReportsUrl }: ApprovalBindOptions): string {
    const { testResultVariable } = this.options;
    const tests = testResultVariable ? `#{Build.${testResultVariable}}` : 'all passed';
    return `Release ${commitUrl ?? commitId} to ${environmentName}. Tests: ${tests} (${testReportsUrl}).`;
  }
}
