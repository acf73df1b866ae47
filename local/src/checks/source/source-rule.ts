import type { Finding } from '../finding';

type What = Omit<Finding, 'rule' | 'file' | 'line' | 'severity'> & Partial<Pick<Finding, 'severity'>>;

/** Says where in a file, and the rest in the order in which people read it. */
export function sourceFinding(rule: string, file: string, line: number, what: What): Finding {
  return { rule, severity: 'error', file, line, ...what };
}
