import type { IApproval } from './approval-config';
import { ManualApproval } from './manual-approval';
import type { ManualApprovalOptions } from './manual-approval-options';
import { guardFactories } from '../core/guard-factories';

/**
 * What must happen before an environment changes.
 *
 * @exampleMetadata fixture=pipeline
 * @example
 * Environment.named('production', { approval: Approval.manual() });
 */
export class Approval {
  /**
   * A person reviews the change set, the commit and the test results, and approves or rejects.
   *
   * @param options who is notified, and when the approval expires
   */
  static manual(options: ManualApprovalOptions = {}): IApproval {
    return new ManualApproval(options);
  }

  private constructor() {}
}

guardFactories('Approval', Approval);
