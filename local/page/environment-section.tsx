import { useState } from 'preact/hooks';
import { EnvironmentLog } from './environment-log';
import { Fleet } from './fleet';
import { clockTime, count, milliseconds, shortRevision, useElapsed, words } from './format';
import { Panels } from './panels';
import { RollbackButton } from './rollback-button';
import { Status } from './status';
import { TrafficChart } from './traffic-chart';
import { TrafficShares } from './traffic-shares';
import type { DeploymentState, EnvironmentState, InstanceState } from '../src/model/run-state';

/** One environment: its revision, its fleet, and what its users see. */
export function EnvironmentSection({ environment }: { readonly environment: EnvironmentState }) {
  const { deployment, load, statistics } = environment;
  const requests = load?.requests ?? statistics.requests;
  const [logs, showLogs] = useState(false);
  const errors = statistics.recentErrors.slice(-5).reverse();
  return (
    <section class="card environment" aria-labelledby={`environment-${environment.name}`} data-environment={environment.name}>
      <div class="row">
        <h2 id={`environment-${environment.name}`}>{environment.name}</h2>
        <a href={environment.url} target="_blank" rel="noreferrer">{environment.url}</a>
        <span class="muted">revision</span> <code data-role="revision">{shortRevision(environment.revision)}</code>
        <button type="button" aria-expanded={logs} onClick={() => showLogs(!logs)}>Logs</button>
        <RollbackButton environment={environment} />
      </div>
      {deployment && <Deployment deployment={deployment} />}
      <TrafficShares deployment={deployment} revision={environment.revision} />
      <ServingTogether instances={environment.instances} />
      <Fleet environment={environment} />
      <Panels panels={environment.panels} />
      {logs && (
        <EnvironmentLog
          environments={[environment.name]}
          hostKind={environment.hostKind}
          label={`Logs of ${environment.name}`}
          onClose={() => showLogs(false)}
        />
      )}
      <dl class="numbers">
        <div><dt>Requests</dt><dd>{count(requests)}</dd></div>
        <div class={load && load.dropped > 0 ? 'bad' : undefined}>
          <dt>Dropped</dt><dd data-role="dropped">{load ? count(load.dropped) : '-'}</dd>
        </div>
        <div><dt>p50</dt><dd>{milliseconds(load?.p50Ms ?? statistics.p50Ms, requests)}</dd></div>
        <div><dt>p99</dt><dd>{milliseconds(load?.p99Ms ?? statistics.p99Ms, requests)}</dd></div>
        <div><dt>Target 5xx</dt><dd>{count(statistics.target5xx)}</dd></div>
        <div><dt>502, 503, 504</dt><dd>{count(statistics.elb502 + statistics.elb503 + statistics.elb504)}</dd></div>
      </dl>
      <TrafficChart samples={environment.traffic} deployment={deployment} />
      {errors.length > 0 && (
        <details>
          <summary>Load balancer errors, newest first</summary>
          <ul class="errors">
            {errors.map(({ time, status, target, cause }) => <li key={time}><time>{clockTime(time)}</time> <b>{status}</b> {target} {cause}</li>)}
          </ul>
        </details>
      )}
      {environment.recordedOnly.length > 0 && (
        <details>
          <summary>Recorded only, not running locally: {environment.recordedOnly.length} of the template's resources</summary>
          <ul class="recorded">
            {environment.recordedOnly.map(({ logicalId, resourceType }) => <li key={logicalId}><code>{logicalId}</code> {resourceType}</li>)}
          </ul>
        </details>
      )}
    </section>
  );
}

function Deployment({ deployment }: { readonly deployment: DeploymentState }) {
  const elapsed = useElapsed(deployment.startedAt, deployment.seconds);
  return (
    <p class="deployment">
      <Status status={deployment.status} />
      {deployment.creator === 'user' ? 'Deployment' : `Deployment by ${words(deployment.creator)}`} of{' '}
      <code>{shortRevision(deployment.revision)}</code>
      <span class="muted">{deployment.id} {elapsed}</span>
      {deployment.errorCode && <span class="declined">{deployment.errorCode}: {deployment.message}</span>}
    </p>
  );
}

/** A migration that does not suit the revision before is seen here before its errors are. */
function ServingTogether({ instances }: { readonly instances: readonly InstanceState[] }) {
  const serving = instances.filter(({ target, revision }) => target === 'healthy' && revision !== undefined);
  const revisions = [...new Set(serving.map(({ revision }) => revision))];
  if (revisions.length < 2) return null;
  return (
    <p class="muted" data-role="serving-together">
      {revisions.map((revision, index) => (
        <span key={revision}>
          {index > 0 && ' and '}<code>{shortRevision(revision)}</code> on {serving.filter((instance) => instance.revision === revision).length}
        </span>
      ))}
      {' '}serve at once: what they share, such as a database, must suit both
    </p>
  );
}
