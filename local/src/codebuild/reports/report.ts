import type { CoverageReportFormat, TestReportFormat } from '../buildspec';
import type { SecretMask } from '../secret-mask';

interface TestCounts {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
}

export interface FailedTest {
  readonly name: string;
  readonly message: string;
}

/** What one report group says: for the people who approve. */
export interface TestReport {
  readonly group: string;
  readonly format: TestReportFormat | CoverageReportFormat;
  /** Paths below CODEBUILD_SRC_DIR or the group's base directory. */
  readonly files: readonly string[];
  readonly tests?: TestCounts & {
    /** The first ones. */
    readonly failures: readonly FailedTest[];
  };
  readonly coverage?: { readonly linesCovered: number; readonly linesTotal: number };
  /** Files that could not be read, and why. */
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

/** What a failed test says may be the value that it compared with. */
export function withoutSecrets(report: TestReport, mask: SecretMask): TestReport {
  const hidden = ({ name, message }: FailedTest): FailedTest => ({ name: mask.apply(name), message: mask.apply(message) });
  return {
    ...report,
    problems: report.problems.map((problem) => mask.apply(problem)),
    ...(report.tests && { tests: { ...report.tests, failures: report.tests.failures.map(hidden) } }),
  };
}
