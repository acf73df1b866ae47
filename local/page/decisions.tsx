import { words } from './format';
import type { ExecutionState } from '../src/model/run-state';

/** Who approved or rejected what in an execution, and why. */
export function Decisions({ execution }: { readonly execution: ExecutionState }) {
  const decided = execution.stages.flatMap(({ name, actions }) => actions
    .filter(({ provider, status }) => provider === 'Manual' && (status === 'Succeeded' || status === 'Failed'))
    .map((action) => ({ stage: name, ...action })));
  if (decided.length === 0) return null;
  return (
    <dl class="facts decisions" aria-label="Decisions">
      {decided.map(({ stage, name, status, summary }) => (
        <div key={`${stage}/${name}`}><dt>{stage}</dt><dd>{summary ?? words(status)}</dd></div>
      ))}
    </dl>
  );
}
