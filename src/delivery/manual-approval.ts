import { Duration } from 'aws-cdk-lib';
import { ManualApprovalAction } from 'aws-cdk-lib/aws-codepipeline-actions';
import type { Construct } from 'constructs';
import type { ApprovalBindOptions, ApprovalConfig, IApproval } from './approval-config';
import type { ManualApprovalOptions } from './manual-approval-options';
import { requireVariableName } from '../core/names';

/** A person approves or rejects. */
export class ManualApproval implements IApproval {
  constructor(private readonly options: ManualApprovalOptions) {
    const { testResultVariable } = options;
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
