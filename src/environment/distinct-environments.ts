import type { Environment } from './environment';
import { misuse } from '../core/misuse';

/** Refuses no environments, and two whose names differ in nothing but their case. */
export function requireDistinct(environments: Environment[]): void {
  if (environments.length === 0) throw misuse('environments', 'must not be empty', [], 'leave it out for `staging` and `production`');
  const seen = new Set<string>();
  for (const { name } of environments) {
    if (seen.has(name.toLowerCase())) throw misuse('environments', 'must have different names', name, 'rename one of them');
    seen.add(name.toLowerCase());
  }
}
