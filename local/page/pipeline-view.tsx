import { useElapsed } from './format';
import { Status } from './status';
import { duration } from '../src/messages/duration';
import type { ActionState, ExecutionState, StageState } from '../src/model/run-state';

interface PipelineViewProps {
  readonly execution: ExecutionState;
  readonly openStage?: string;
  readonly onOpen: (stage: string) => void;
}

/** The stages from left to right; each opens its log. */
export function PipelineView({ execution, openStage, onOpen }: PipelineViewProps) {
  return (
    <nav aria-label="Pipeline">
      <ol class="stages">
        {execution.stages.map((stage) => (
          <li key={stage.name}>
            <Stage stage={stage} open={stage.name === openStage} onOpen={() => onOpen(stage.name)} />
          </li>
        ))}
      </ol>
    </nav>
  );
}

function Stage({ stage, open, onOpen }: { readonly stage: StageState; readonly open: boolean; readonly onOpen: () => void }) {
  const elapsed = useElapsed(stage.startedAt, stage.seconds);
  return (
    <button type="button" class={`stage ${stage.status}`} aria-expanded={open} onClick={onOpen} data-stage={stage.name} data-status={stage.status}>
      <span class="name">{stage.name}</span>
      <Status status={stage.status} />
      <span class="time">{elapsed ?? ' '}</span>
      <ul>{stage.actions.map((action) => <Action key={action.name} action={action} />)}</ul>
    </button>
  );
}

function Action({ action }: { readonly action: ActionState }) {
  return (
    <li class={`action ${action.status}`} title={action.summary}>
      <span>{action.name}</span>
      <span class="muted">{action.seconds === undefined ? '' : duration(action.seconds)}</span>
    </li>
  );
}
