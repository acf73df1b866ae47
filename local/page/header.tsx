import { shortRevision } from './format';
import { Status } from './status';
import type { ExecutionState, RunState } from '../src/model/run-state';

interface HeaderProps {
  readonly pipeline: RunState['pipeline'];
  readonly execution?: ExecutionState;
  readonly connected: boolean;
}

export function Header({ pipeline, execution, connected }: HeaderProps) {
  return (
    <header class="top">
      <img src="/icon.svg" alt="" width="28" height="28" />
      <h1>{pipeline.name}</h1>
      <span class="chip" title={pipeline.source}>{pipeline.branch}</span>
      <span class="chip">{pipeline.executionMode}</span>
      <div class="commit" role="status" aria-live="polite">
        {execution && (
          <>
            <code>{shortRevision(execution.commit.id)}</code>
            <span class="subject">{execution.commit.subject}</span>
            <Status status={execution.status} />
          </>
        )}
      </div>
      {!connected && <span class="chip offline">not connected</span>}
    </header>
  );
}
