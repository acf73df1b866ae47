import { useState } from 'preact/hooks';
import { ask } from './api';
import { shortRevision } from './format';
import type { EnvironmentState } from '../src/model/run-state';

/** Asks for confirmation, naming the revision that it rolls back to. */
export function RollbackButton({ environment }: { readonly environment: EnvironmentState }) {
  const [asking, setAsking] = useState(false);
  const [reason, setReason] = useState<string>();
  const { name, rollbackTo } = environment;
  if (!rollbackTo) return null;

  function answer(yes: boolean) {
    setAsking(false);
    if (yes) void ask(`/api/environments/${encodeURIComponent(name)}/rollback`).then(setReason);
  }

  return (
    <>
      {!asking && <button type="button" class="end" onClick={() => setAsking(true)}>Roll back …</button>}
      {asking && (
        <span class="end row" role="group" aria-label={`Roll back ${name}`}>
          <span>Roll back to <code>{shortRevision(rollbackTo.id)}</code> {rollbackTo.subject}?</span>
          <button type="button" class="danger" onClick={() => answer(true)}>Roll back</button>
          <button type="button" onClick={() => answer(false)}>Cancel</button>
        </span>
      )}
      {reason && <span role="alert" class="declined">{reason}</span>}
    </>
  );
}
