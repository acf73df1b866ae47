import type { Finding } from '../finding';

/** A finding without its rule and its place. */
export type What = Omit<Finding, 'rule' | 'file' | 'line' | 'severity'> & Partial<Pick<Finding, 'severity'>>;

/** Creates a finding for a location in a file. */
export function sourceFinding(rule: string, file: string, line: number, what: What): Finding {
  return { rule, severity: 'error', file, line, ...what };
}
