import { clockTime, shortRevision } from './format';
import { furtherLines } from '../src/model/further-lines';
import { placeOfFailure } from '../src/model/place-of-failure';
import type { FailureDigest, RunState } from '../src/model/run-state';

/** What failed first, where, and its last lines: at the top, so that nobody has to search; folded, once a later execution has superseded it. */
export function FailureCard({ state, failure }: { readonly state: RunState; readonly failure: FailureDigest }) {
  const later = commitOf(state.failureSupersededBy, state);
  if (later !== undefined) {
    return (
      <details class="card">
        <summary>An earlier failure in {failure.stage}, superseded by <code>{later}</code></summary>
        <h2>{failure.title}</h2>
        <Details state={state} failure={failure} />
      </details>
    );
  }
  return (
    <section class="card failure" role="alert">
      <h2>{failure.title}</h2>
      <Details state={state} failure={failure} />
    </section>
  );
}

function Details({ state, failure }: { readonly state: RunState; readonly failure: FailureDigest }) {
  const { diagnostics } = failure;
  const lines = furtherLines(failure);
  // Avoids repetition: the title or the last lines often contain the message already.
  const message = diagnostics && isNews(diagnostics.message, [failure.title, ...failure.lastLines]) ? diagnostics.message : undefined;
  return (
    <>
      <p class="muted">{placeOf(failure, state)}</p>
      {diagnostics && (
        <dl class="facts">
          <div><dt>Error</dt><dd>{diagnostics.errorCode}</dd></div>
          {diagnostics.scriptName && <div><dt>Script</dt><dd><code>{diagnostics.scriptName}</code></dd></div>}
          {message && <div><dt>Message</dt><dd>{message}</dd></div>}
        </dl>
      )}
      {lines.length > 0 && <pre tabIndex={0} aria-label="Last lines">{lines.join('\n')}</pre>}
    </>
  );
}

/** Where and when it was; of which commit, if that is not the newest one. */
function placeOf(failure: FailureDigest, state: RunState): string {
  const commit = failure.executionId === state.executions[0]?.id ? undefined : commitOf(failure.executionId, state);
  return `${placeOfFailure(failure).join(' › ')} at ${clockTime(failure.time)}${commit === undefined ? '' : `, commit ${commit}`}`;
}

function commitOf(executionId: string | undefined, { executions }: RunState): string | undefined {
  const commit = executions.find(({ id }) => id === executionId)?.commit.id;
  return commit && shortRevision(commit);
}

function isNews(text: string, said: readonly string[]): boolean {
  return text !== '' && !said.some((each) => each.includes(text));
}
