import type { ResourceChange } from '../src/model/run-state';

const SHOWN_AT_FIRST = 8;

/** The change set, replacements first. */
export function ChangeTable({ changes }: { readonly changes: readonly ResourceChange[] }) {
  if (changes.length === 0) return <p class="muted">The change set is empty: only the application changes.</p>;

  const sorted = [...changes].sort((a, b) => weight(a) - weight(b));
  return (
    <>
      <p>{summaryOf(changes)}</p>
      <Rows changes={sorted.slice(0, SHOWN_AT_FIRST)} />
      {sorted.length > SHOWN_AT_FIRST && (
        <details>
          <summary>{sorted.length - SHOWN_AT_FIRST} more changes</summary>
          <Rows changes={sorted.slice(SHOWN_AT_FIRST)} />
        </details>
      )}
    </>
  );
}

function Rows({ changes }: { readonly changes: readonly ResourceChange[] }) {
  return (
    <div class="scroll" tabIndex={0} role="region" aria-label="Table of changes">
      <table>
        <thead><tr><th>Change</th><th>Resource</th><th>Type</th><th>Replaced</th><th>Local run</th></tr></thead>
        <tbody>
          {changes.map((change) => (
            <tr key={change.logicalId}>
              <td class={`change ${change.action}`}>{change.action}</td>
              <td><code>{change.logicalId}</code></td>
              <td>{change.resourceType.replace(/^AWS::/, '')}</td>
              <td class={change.replacement === 'True' ? 'warn' : undefined}>{change.replacement === 'N/A' ? '-' : change.replacement}</td>
              <td class="muted">{change.locally === 'Run' ? 'runs' : 'recorded only'}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function weight({ replacement, action }: ResourceChange): number {
  if (replacement === 'True') return 0;
  return { Remove: 1, Modify: 2, Add: 3 }[action];
}

function summaryOf(changes: readonly ResourceChange[]): string {
  const number = (action: ResourceChange['action']) => changes.filter((change) => change.action === action).length;
  const replaced = changes.filter(({ replacement }) => replacement === 'True').length;
  const parts = [`${number('Add')} added`, `${number('Modify')} modified`, `${number('Remove')} removed`];
  return `Change set: ${parts.join(', ')}${replaced ? `, ${replaced} replaced` : ''}.`;
}
