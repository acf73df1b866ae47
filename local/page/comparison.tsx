import { useEffect, useState } from 'preact/hooks';
import { fetchDifference } from './api';
import { clockTime, shortRevision } from './format';
import { Status } from './status';
import { duration } from '../src/messages/duration';
import type { ExecutionState } from '../src/model/run-state';

interface ComparisonProps {
  readonly execution: ExecutionState;
  readonly other: ExecutionState;
  readonly onClose: () => void;
}

/** Two executions side by side: the result and duration of each stage, and the diff between their commits. */
export function Comparison({ execution, other, onClose }: ComparisonProps) {
  const both = [execution, other];
  const stages = [...new Set(both.flatMap((each) => each.stages.map(({ name }) => name)))];
  return (
    <section class="card" aria-labelledby="comparison" data-role="comparison">
      <div class="row">
        <h2 id="comparison">Comparison</h2>
        <button type="button" onClick={onClose}>Close</button>
      </div>
      <div class="scroll" tabIndex={0} role="region" aria-label="Comparison table">
        <table>
          <thead>
            <tr>
              <th><span class="hidden">Stage</span></th>
              {both.map(({ id, commit, startedAt }) => (
                <th key={id} scope="col">
                  <code>{shortRevision(commit.id)}</code> {commit.subject} <span class="muted">{clockTime(startedAt)}</span>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {stages.map((name) => (
              <tr key={name}>
                <th scope="row">{name}</th>
                {both.map((each) => <StageCell key={each.id} execution={each} other={each === execution ? other : execution} name={name} />)}
              </tr>
            ))}
            <tr>
              <th scope="row">Duration</th>
              {both.map((each) => <td key={each.id}>{each.seconds === undefined ? '-' : duration(each.seconds)}</td>)}
            </tr>
          </tbody>
        </table>
      </div>
      <Difference from={other.commit.id} to={execution.commit.id} />
    </section>
  );
}

function StageCell({ execution, other, name }: Pick<ComparisonProps, 'execution' | 'other'> & { readonly name: string }) {
  const stage = execution.stages.find((each) => each.name === name);
  const before = other.stages.find((each) => each.name === name);
  if (!stage) return <td class="muted">-</td>;
  const slower = stage.seconds !== undefined && before?.seconds !== undefined && stage.seconds > before.seconds * 1.5 + 1;
  return (
    <td>
      <Status status={stage.status} /> {stage.seconds === undefined ? '' : duration(stage.seconds)}
      {slower && <span class="warn"> slower</span>}
    </td>
  );
}

/** Fetched when it is opened. */
function Difference({ from, to }: { readonly from: string; readonly to: string }) {
  const [open, setOpen] = useState(false);
  const [text, setText] = useState<string>();
  useEffect(() => setText(undefined), [from, to]);
  useEffect(() => {
    if (open) fetchDifference(from, to).then(setText, (reason: Error) => setText(reason.message));
  }, [open, from, to]);
  return (
    <details onToggle={({ currentTarget }) => setOpen(currentTarget.open)}>
      <summary>Difference from {shortRevision(from)} to {shortRevision(to)}</summary>
      <pre tabIndex={0}>{text ?? 'Reading …'}</pre>
    </details>
  );
}
