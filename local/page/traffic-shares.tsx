import { shortRevision } from './format';
import type { EnvironmentState } from '../src/model/run-state';

/** How the requests are distributed between the previous revision and the new one, while a deployment shifts them. */
export function TrafficShares({ deployment, revision }: Pick<EnvironmentState, 'deployment' | 'revision'>) {
  const { status, shiftedPercent: after, revision: next } = deployment ?? {};
  if (status !== 'InProgress' || after === undefined || revision === undefined) return null;
  const before = Math.round((100 - after) * 10) / 10;
  return (
    <p class="shares" data-role="shares">
      <span><code>{shortRevision(revision)}</code> {before} % of the requests</span>
      <span class="bar" aria-hidden="true"><span style={{ width: `${before}%` }} /></span>
      <span><code>{shortRevision(next)}</code> {after} %</span>
    </p>
  );
}
