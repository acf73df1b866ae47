import { shortRevision } from './format';
import { ExecutionStatus } from './history';
import { Notifications } from './notifications';
import { saveReport } from './saved-report';
import type { ExecutionState, RunState } from '../src/model/run-state';

interface HeaderProps {
  readonly state: RunState;
  readonly execution?: ExecutionState;
  readonly connected: boolean;
}

export function Header({ state, execution, connected }: HeaderProps) {
  const { pipeline } = state;
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
            <ExecutionStatus execution={execution} executions={state.executions} />
          </>
        )}
      </div>
      <Notifications state={state} />
      {execution && <button type="button" onClick={() => void saveReport(state, execution)}>Save as a file</button>}
      {!connected && <span class="chip offline">not connected</span>}
    </header>
  );
}
