import { useState } from 'preact/hooks';
import { ask } from './api';
import { AskedButton } from './asked-button';
import { clockTime, shortRevision } from './format';
import { Status } from './status';
import { duration } from '../src/messages/duration';
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
                <td><ExecutionStatus execution={execution} executions={executions} /></td>
                <td class="subject">
                  <button type="button" class="link" title={execution.commit.subject} onClick={() => onShow(execution.id)}>
                    <code>{shortRevision(execution.commit.id)}</code> {execution.commit.subject}
                  </button>
                </td>
                <td>{clockTime(execution.startedAt)}</td>
                <td>{execution.seconds === undefined ? '' : duration(execution.seconds)}</td>
                <td class="muted">{execution.trigger}{execution.retryOf !== undefined && <> of {nameOf(execution.retryOf, executions)}</>}</td>
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

/** One that is neither in a stage nor over says what it waits for. */
export function ExecutionStatus({ execution, executions }: { readonly execution: ExecutionState; readonly executions: readonly ExecutionState[] }) {
  const { status, waitsFor } = execution;
  if (!waitsFor || status === 'Stopping') return <Status status={status} />;
  return <><Status status="Waiting" /> <span class="muted">for {waitsFor.stage}: {nameOf(waitsFor.executionId, executions)} is in it</span></>;
}

/** By its commit, as in the table; several executions may have the same one. */
function nameOf(id: string, executions: readonly ExecutionState[]) {
  const commit = executions.find((each) => each.id === id)?.commit.id;
  return <code title={`execution ${id}`}>{commit === undefined ? id : shortRevision(commit)}</code>;
}

function Actions({ execution, request }: { readonly execution: ExecutionState; readonly request: (path: string) => void }) {
  const path = `/api/executions/${encodeURIComponent(execution.id)}`;
  if (execution.canRetry) return <button type="button" onClick={() => request(`${path}/retry`)}>Retry</button>;
  if (!isGoingOn(execution.status) || execution.status === 'Stopping') return null;
  const revision = shortRevision(execution.commit.id);
  return (
    <AskedButton verb="Stop" subject={revision} onConfirm={() => request(`${path}/stop`)}>
      Stop <code>{revision}</code>?
    </AskedButton>
  );
}
