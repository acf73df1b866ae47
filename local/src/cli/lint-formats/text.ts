import { findingText, type CheckResult } from '../../checks/finding';
import { counted } from '../../messages/counted';

export function textForPeople({ findings, notChecked }: CheckResult): string {
  const errors = findings.filter(({ severity }) => severity === 'error').length;
  const lines = findings.map((finding) => `${finding.severity}: ${findingText(finding)}`);
  const sum = findings.length === 0 ? 'no findings' : `${counted(errors, 'error')}, ${counted(findings.length - errors, 'warning')}`;
  return [...lines, ...notChecked.map((what) => `note: ${what}`), sum, ''].join('\n');
}
