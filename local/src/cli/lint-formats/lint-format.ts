import { githubAnnotations } from './github';
import { junitReport } from './junit';
import { sarifLog } from './sarif';
import { textForPeople } from './text';
import type { CheckResult } from '../../checks/finding';

export const LINT_FORMATS = ['text', 'json', 'sarif', 'github', 'junit'] as const;
export type LintFormat = (typeof LINT_FORMATS)[number];

/** Formats findings with file paths relative to the working directory. */
export function formatFindings(format: LintFormat, result: CheckResult): string {
  switch (format) {
    case 'text': return textForPeople(result);
    case 'json': return `${JSON.stringify(result)}\n`;
    case 'sarif': return `${JSON.stringify(sarifLog(result), null, 2)}\n`;
    case 'github': return githubAnnotations(result);
    case 'junit': return junitReport(result);
  }
}
