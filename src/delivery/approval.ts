import type { IApproval } from './approval-config';
import { ManualApproval } from './manual-approval';
import type { ManualApprovalOptions } from './manual-approval-options';

/**
 * What must happen before an environment changes.
 *
 * @example
 * Environment.named('production', { approval: Approval.manual() });
 *
 * @exampleMetadata fixture=pipeline
 */
export class Approval {
  /**
   * A person looks at the change set, the commit and the test result, and approves or rejects.
   *
   * @param options who is notified
   */
  static manual(options: ManualApprovalOptions = {}): IApproval {
    return new ManualApproval(options);
  }

  private constructor() {}
}
