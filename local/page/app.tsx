import { useState } from 'preact/hooks';
import { ApprovalCard } from './approval-card';
import { Comparison } from './comparison';
import { Decisions } from './decisions';
import { EnvironmentLog } from './environment-log';
import { EnvironmentSection } from './environment-section';
import { FailureCard } from './failure-card';
import { Header } from './header';
import { History } from './history';
import { PipelineView } from './pipeline-view';
import { StageLog } from './stage-log';
import { useConsole } from './use-console';
import type { EnvironmentState } from '../src/model/run-state';

interface Selection {
  readonly executionId: string;
  readonly stage: string;
}

/** The whole page: what needs attention first, then the pipeline, the environments and the history. */
export function App() {
  const { state, connected, refused } = useConsole();
  const [shownExecution, showExecution] = useState<string>();
  const [selection, select] = useState<Selection>();
  const [logs, showLogs] = useState(false);
  const [comparedId, compare] = useState<string>();

  if (refused) return <p class="waiting" role="alert">Access denied: {refused}</p>;
  if (!state) return <p class="waiting">{connected ? 'Waiting for the first execution …' : 'Connecting to the run …'}</p>;

  const execution = state.executions.find(({ id }) => id === shownExecution) ?? state.executions[0];
  const compared = state.executions.find(({ id }) => id === comparedId && id !== execution?.id);
  const open = selection && selection.executionId === execution?.id ? selection.stage : undefined;

  return (
    <>
      <a class="skip" href="#environments">Skip to the environments</a>
      <Header state={state} execution={execution} connected={connected} />
      <main>
        {state.failure && <FailureCard state={state} failure={state.failure} />}
        {state.approvals.map((approval) => <ApprovalCard key={approval.id} approval={approval} />)}
        {execution && (
          <PipelineView
            execution={execution}
            openStage={open}
            onOpen={(stage) => select(open === stage ? undefined : { executionId: execution.id, stage })}
          />
        )}
        {execution && <Decisions execution={execution} />}
        {execution && open && <StageLog key={`${execution.id}/${open}`} executionId={execution.id} stage={open} onClose={() => select(undefined)} />}
        {state.environments.length > 1 && (
          <div class="row">
            <button type="button" aria-expanded={logs} onClick={() => showLogs(!logs)}>Logs of all environments</button>
          </div>
        )}
        {logs && (
          <EnvironmentLog
            environments={state.environments.map(({ name }) => name)}
            hostKind={hostKindOf(state.environments)}
            label="Logs of all environments"
            onClose={() => showLogs(false)}
          />
        )}
        <div id="environments">
          {state.environments.map((environment) => <EnvironmentSection key={environment.name} environment={environment} />)}
        </div>
        {execution && compared && <Comparison execution={execution} other={compared} onClose={() => compare(undefined)} />}
        <History executions={state.executions} shown={execution?.id} onShow={showExecution} onCompare={compare} />
      </main>
    </>
  );
}

/** What the hosts of all environments are called, if it is the same. */
function hostKindOf(environments: readonly EnvironmentState[]): string | undefined {
  const kinds = new Set(environments.map(({ hostKind }) => hostKind));
  return kinds.size === 1 ? [...kinds][0] : undefined;
}
