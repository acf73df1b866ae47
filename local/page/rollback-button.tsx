import { useState } from 'preact/hooks';
import { ask } from './api';
import { AskedButton } from './asked-button';
import { shortRevision } from './format';
import type { EnvironmentState } from '../src/model/run-state';

/** Asks for confirmation, naming the revision that it rolls back to. */
export function RollbackButton({ environment }: { readonly environment: EnvironmentState }) {
  const [reason, setReason] = useState<string>();
  const { name, rollbackTo } = environment;
  if (!rollbackTo) return null;
  const rollBack = () => void ask(`/api/environments/${encodeURIComponent(name)}/rollback`).then(setReason);

  return (
    <>
      <AskedButton verb="Roll back" subject={name} class="end" onConfirm={rollBack}>
        Roll back to <code>{shortRevision(rollbackTo.id)}</code> {rollbackTo.subject}?
      </AskedButton>
      {reason && <span role="alert" class="declined">{reason}</span>}
    </>
  );
}
