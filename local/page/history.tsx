import { useState } from 'preact/hooks';
import { ask } from './api';
import { AskedButton } from './asked-button';
import { clockTime, seconds, shortRevision } from './format';
import { Status } from './status';
import { isGoingOn } from '../src/model/going-on';
import type { ExecutionState } from '../src/model/run-state';

interface HistoryProps {
  readonly executions: readonly ExecutionState[];
  readonly shown?: string;
  readonly onShow: (executionId: string) => void;
  /** Compares it with the one that is shown. */
  readonly onCompare: (executionId: string) => void;
}

/** All executions, newest first; one of them is shown above. */
export function History({ executions, shown, onShow, onCompare }: HistoryProps) {
  const [reason, setReason] = useState<string>();
  const request = (path: string) => void ask(path).then(setReason);
  return (
    <section class="card" aria-labelledby="history">
      <h2 id="history">Executions</h2>
      {reason && <p role="alert" class="declined">{reason}</p>}
      <div class="scroll" tabIndex={0} role="region" aria-label="Table of executions">
        <table class="executions">
          <thead>
            <tr><th>State</th><th>Commit</th><th>Started</th><th>Duration</th><th>Trigger</th><th><span class="hidden">Actions</span></th></tr>
          </thead>
          <tbody>
            {executions.map((execution) => (
              <tr key={execution.id} aria-current={execution.id === shown ? 'true' : undefined}>
                <td><Status status={execution.status} /></td>
                <td class="subject">
                  <button type="button" class="link" title={execution.commit.subject} onClick={() => onShow(execution.id)}>
                    <code>{shortRevision(execution.commit.id)}</code> {execution.commit.subject}
                  </button>
                </td>
                <td>{clockTime(execution.startedAt)}</td>
                <td>{execution.seconds === undefined ? '' : seconds(execution.seconds)}</td>
                <td class="muted">{execution.trigger}</td>
                <td class="actions">
                  {execution.id !== shown && (
                    <button type="button" aria-label={`Compare with ${shortRevision(execution.commit.id)}`} onClick={() => onCompare(execution.id)}>
                      Compare
                    </button>
                  )}
                  <Actions execution={execution} request={request} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

function Actions({ execution, request }: { readonly execution: ExecutionState; readonly request: (path: string) => void }) {
  const path = `/api/executions/${encodeURIComponent(execution.id)}`;
  if (execution.canRetry) return <button type="button" onClick={() => request(`${path}/retry`)}>Retry</button>;
  if (!isGoingOn(execution.status)) return null;
  const revision = shortRevision(execution.commit.id);
  return (
    <AskedButton verb="Stop" subject={revision} onConfirm={() => request(`${path}/stop`)}>
      Stop <code>{revision}</code>?
    </AskedButton>
  );
}
