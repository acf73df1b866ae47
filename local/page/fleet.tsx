import { count, mebibytes, sentence, shortRevision, words } from './format';
import type { EnvironmentState, InstanceState } from '../src/model/run-state';
import { whyNoHosts } from '../src/model/serving';

/** What serves as tiles, by Availability Zone or version; each tile shows what its instance, task or execution environment does. */
export function Fleet({ environment }: { readonly environment: EnvironmentState }) {
  const { instances, revision } = environment;
  if (instances.length === 0) return <p class="muted">{sentence(whyNoHosts(environment))}</p>;
  return (
    <ul class="fleet">
      {instances.map((instance) => <Tile key={instance.id} instance={instance} current={instance.revision === revision} />)}
    </ul>
  );
}

function Tile({ instance, current }: { readonly instance: InstanceState; readonly current: boolean }) {
  return (
    <li class={`tile ${instance.target}`} data-instance={instance.id} data-target={instance.target} title={instance.reason}>
      <div class="row">
        <code>{instance.id}</code>
        <span class="muted">{instance.availabilityZone}</span>
      </div>
      <div class="row">
        <span class={`target ${instance.target}`}>{words(instance.target)}</span>
        <code class={current ? 'revision' : 'revision other'}>{shortRevision(instance.revision)}</code>
      </div>
      <div class="event">{activity(instance)}</div>
      <div class="row muted">
        <span>{instance.inFlight} in flight</span>
        <span>{count(instance.requests)} {instance.requests === 1 ? 'request' : 'requests'}</span>
        {instance.memoryBytes !== undefined && <span title="Memory of all its processes">{mebibytes(instance.memoryBytes)}</span>}
      </div>
    </li>
  );
}

function activity({ event, lifecycle, inService, reason, revision }: InstanceState): string {
  if (event) return `${event.name} ${words(event.status)}`;
  if (lifecycle !== 'InService') return lifecycle;
  if (reason !== undefined) return reason;
  return inService && revision === undefined ? 'the placeholder answers' : ' ';
}
