import { clean } from './message-line';
import type { Message } from '../../messages/message';
import { visible } from '../../messages/visible-text';
import { rejectionOf } from '../../model/action-failure';
import { furtherLines } from '../../model/further-lines';
import { placeOfFailure } from '../../model/place-of-failure';
import type { FailureDigest } from '../../model/run-state';

/** What failed first, so that nobody has to search the log. */
export function failureText(failure: FailureDigest): string {
  const { title, environment, diagnostics } = failure;
  if (environment !== undefined && title.startsWith(rejectionOf(environment))) return clean(title);
  return [
    `failed in ${visible(placeOfFailure(failure).join(', '))}: ${clean(title)}`,
    ...diagnostics ? [visible(`  error code ${diagnostics.errorCode}${diagnostics.scriptName ? `, script ${diagnostics.scriptName}` : ''}`)] : [],
    ...furtherLines(failure).map((line) => `  | ${clean(line)}`),
  ].join('\n');
}

/** Why a version of a function answers nothing but 502, although its deployment succeeded. */
export function crashText({ message, data }: Message): string {
  const lines = data?.lines as readonly string[] | undefined ?? [];
  return [clean(message), ...lines.map((line) => `  | ${clean(line)}`)].join('\n');
}
