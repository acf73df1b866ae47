import { pathMatcher } from '../../system/glob';
import { hasUnitSuffix } from '../../unit/unit-name';

/** Compiles a shell pattern of unit names; without a suffix it matches services. */
export function matcherOf(pattern: string): (id: string) => boolean {
  const whole = hasUnitSuffix(pattern) || pattern.endsWith('*') ? pattern : `${pattern}.service`;
  return pathMatcher(whole.replaceAll('\\', '\\\\').replaceAll('[!', '[^'));
}
