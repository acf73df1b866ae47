import { clean } from './message-line';
import type { Message } from '../../messages/message';
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

/** Why a version of a function answers nothing but 502, although its deployment succeeded. */
export function crashText({ message, data }: Message): string {
  const lines = data?.lines as readonly string[] | undefined ?? [];
  return [clean(message), ...lines.map((line) => `  | ${clean(line)}`)].join('\n');
}
