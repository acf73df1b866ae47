import { Status } from './status';
import type { PanelState } from '../src/model/run-state';

/** The resources that the application uses, each with its state and address. */
export function Panels({ panels }: { readonly panels: readonly PanelState[] }) {
  if (panels.length === 0) return null;
  return (
    <ul class="panels">
      {panels.map((panel) => <Panel key={panel.id} panel={panel} />)}
    </ul>
  );
}

function Panel({ panel: { id, title, status, address, facts } }: { readonly panel: PanelState }) {
  return (
    <li class="panel" data-resource={id} data-status={status}>
      <div class="row"><b>{title}</b> <code>{id}</code> <Status status={status} /></div>
      <dl class="facts">
        {address && <div><dt>Address</dt><dd><code>{address}</code></dd></div>}
        {facts.map(({ label, value }) => <div key={label}><dt>{label}</dt><dd>{value}</dd></div>)}
      </dl>
    </li>
  );
}
