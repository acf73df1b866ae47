import type { SecretMask } from '../../messages/secret-mask';
import type { CoverageReportFormat, TestReportFormat } from '../buildspec';

interface TestCounts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

export interface FailedTest {
  readonly name: string;
  readonly message: string;
}

/** The summary of a report group, for approvers. */
export interface TestReport {
  readonly group: string;
  readonly format: TestReportFormat | CoverageReportFormat;
  /** Paths relative to CODEBUILD_SRC_DIR or the group's base directory. */
  readonly files: readonly string[];
  readonly tests?: TestCounts & {
    /** Only the first ones. */
    readonly failures: readonly FailedTest[];
  };
  readonly coverage?: { readonly linesCovered: number; readonly linesTotal: number };
  /** Files that could not be read, with the reason. */
  readonly problems: readonly string[];
}

export interface TestResults {
  readonly counts: TestCounts;
  readonly failures: readonly FailedTest[];
}

export interface Coverage {
  readonly linesCovered: number;
  readonly linesTotal: number;
}

/** A failed test's message may contain the compared value. */
export function withoutSecrets(report: TestReport, mask: SecretMask): TestReport {
  const hidden = ({ name, message }: FailedTest): FailedTest => ({ name: mask.apply(name), message: mask.apply(message) });
  return {
    ...report,
    problems: report.problems.map((problem) => mask.apply(problem)),
    ...(report.tests && { tests: { ...report.tests, failures: report.tests.failures.map(hidden) } }),
  };
}
