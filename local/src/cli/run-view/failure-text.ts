import { clean } from './message-line';
import { visible } from '../../messages/visible-text';
import type { FailureDigest } from '../../model/run-state';

/** What failed first, so that nobody has to search the log. */
export function failureText({ stage, environment, instance, title, diagnostics, lastLines }: FailureDigest): string {
  const place = [stage, environment !== stage && environment, instance].filter(Boolean).join(', ');
  return [
    `failed in ${visible(place)}: ${clean(title)}`,
    ...diagnostics ? [visible(`  error code ${diagnostics.errorCode}${diagnostics.scriptName ? `, script ${diagnostics.scriptName}` : ''}`)] : [],
    ...lastLines.map((line) => `  | ${clean(line)}`),
  ].join('\n');
}
