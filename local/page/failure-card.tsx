import { clockTime } from './format';
import { placeOfFailure } from '../src/model/place-of-failure';
import type { FailureDigest } from '../src/model/run-state';

/** What failed first, where, and its last lines: at the top, so that nobody has to search. */
export function FailureCard({ failure }: { readonly failure: FailureDigest }) {
  const { diagnostics } = failure;
  // Avoids repetition: the title or the last lines often contain the message already.
  const message = diagnostics && isNews(diagnostics.message, [failure.title, ...failure.lastLines]) ? diagnostics.message : undefined;
  return (
    <section class="card failure" role="alert">
      <h2>{failure.title}</h2>
      <p class="muted">{placeOfFailure(failure).join(' › ')} at {clockTime(failure.time)}</p>
      {diagnostics && (
        <dl class="facts">
          <div><dt>Error</dt><dd>{diagnostics.errorCode}</dd></div>
          {diagnostics.scriptName && <div><dt>Script</dt><dd><code>{diagnostics.scriptName}</code></dd></div>}
          {message && <div><dt>Message</dt><dd>{message}</dd></div>}
        </dl>
      )}
      {failure.lastLines.length > 0 && <pre tabIndex={0} aria-label="Last lines">{failure.lastLines.join('\n')}</pre>}
    </section>
  );
}

function isNews(text: string, said: readonly string[]): boolean {
  return text !== '' && !said.some((each) => each.includes(text));
}
